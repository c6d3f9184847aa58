namespace Flex3D.Crash;

/// <summary>What a run went through and what came of it.</summary>
/// <param name="Kills">SIGKILLs that ended a process.</param>
/// <param name="Stops">Processes that ended by SIGTERM.</param>
/// <param name="Freezes">Times between SIGSTOP and SIGCONT.</param>
/// <param name="StruckIn">The step of the pipeline in which each kill hit.</param>
/// <param name="Redone">Work that was done twice.</param>
/// <param name="Faults">What is wrong; none where the run ended as if nothing had happened.</param>
internal sealed record VictimOutcome(int Kills, int Stops, int Freezes, IReadOnlyList<string> StruckIn, RedoneWork Redone, IReadOnlyList<string> Faults);
