using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Runs;

/// <summary>The lock of a run folder, held by the one process that works in it; released on disposal, or when the process ends, for whatever reason.</summary>
/// <remarks>The file <c>.lock</c> stays, and only the lock on it counts, not its existence. Reading a run (generate, deform, <c>--from</c>) needs no lock.</remarks>
internal sealed class RunLock : IDisposable
{
    private readonly IDisposable _held;

    private RunLock(IDisposable held) => _held = held;

    /// <summary>Takes the lock of a folder, which is made if it is missing.</summary>
    /// <exception cref="InputException">Another process works in the folder.</exception>
    public static RunLock Take(string folder)
    {
        string full = Path.GetFullPath(folder);
        DurableFolder.Create(full);
        return TryTake(full) is { } held ? new RunLock(held) : throw GoingOn(folder, full);
    }

    /// <summary>Whether a process holds the lock of a folder, which is there. A lock that is free is held for a moment, in which another process could not take it.</summary>
    public static bool IsHeld(string folder)
    {
        using IDisposable? held = TryTake(folder);
        return held is null;
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    private static IDisposable? TryTake(string folder) => Storage.Current.TryLock(Path.Combine(folder, ".lock"));

    private static InputException GoingOn(string folder, string full)
    {
        string who = "another process";
        if (Storage.Current.FileExists(Path.Combine(full, "run.yaml")) && RunFolder.Open(full).Status().Now is { } now)
        {
            who = $"process {now.Process} on {now.Machine}";
        }
        return new InputException(folder, null, $"a run in progress ({who})", "a folder in which no process works", "wait until the run ends, stop it with Ctrl-C or SIGTERM, or name another folder");
    }
}
