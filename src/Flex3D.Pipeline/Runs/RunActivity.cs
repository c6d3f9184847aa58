namespace Flex3D.Pipeline.Runs;

/// <summary>What a run is doing now, as <c>status.json</c> tells it while it runs.</summary>
/// <param name="Process">Number of the process.</param>
/// <param name="Machine">Name of the machine it runs on.</param>
/// <param name="Updated">When this was written, UTC.</param>
/// <param name="Phase">The epoch or pass under way; null before the first.</param>
/// <param name="CommittedSteps">Steps of it that are committed.</param>
/// <param name="Steps">Steps it has.</param>
/// <param name="Counted">Particles counted in it so far.</param>
/// <param name="Quarantined">Particles left out in it so far.</param>
/// <param name="Faults">Graphs that failed in this process and were built anew, or ended the run.</param>
/// <param name="LastFault">What the last of them failed of, and what was done.</param>
/// <param name="Checkpoint">The newest checkpoint this process has written.</param>
internal sealed record RunActivity(
    int Process,
    string Machine,
    DateTimeOffset Updated,
    string? Phase = null,
    long CommittedSteps = 0,
    int Steps = 0,
    long Counted = 0,
    long Quarantined = 0,
    int Faults = 0,
    string? LastFault = null,
    string? Checkpoint = null);
