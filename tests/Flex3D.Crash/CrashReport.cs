namespace Flex3D.Crash;

/// <summary>What a campaign did and found.</summary>
/// <param name="Kills">SIGKILLs that ended a process.</param>
/// <param name="Runs">Runs that were driven to their end.</param>
/// <param name="Failures">For each run that ended otherwise than an undisturbed one: what is wrong, and the command that repeats it.</param>
public sealed record CrashReport(int Kills, int Runs, IReadOnlyList<string> Failures);
