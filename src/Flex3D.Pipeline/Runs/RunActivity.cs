namespace Flex3D.Pipeline.Runs;

/// <summary>The current activity of a run, as <c>status.json</c> reports it while it runs.</summary>
/// <param name="Process">Number of the process.</param>
/// <param name="Machine">Name of the machine it runs on.</param>
/// <param name="Updated">Time at which this was written, UTC.</param>
/// <param name="Phase">The epoch or pass under way; null before the first.</param>
/// <param name="CommittedSteps">Steps of the phase that are committed.</param>
/// <param name="Steps">Steps of the phase in all.</param>
/// <param name="Counted">Particles counted in the phase so far.</param>
/// <param name="Quarantined">Particles of the phase left out so far.</param>
/// <param name="Faults">Number of faults in this process: graphs that failed and were replaced, or that ended the run, and failed writes of checkpoints.</param>
/// <param name="LastFault">Message of the last fault, and the response to it.</param>
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
