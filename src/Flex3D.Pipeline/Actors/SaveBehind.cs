using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Actors;

/// <summary>Writes checkpoints while the next step is read and inferred, which change nothing of what is saved; its commit waits.</summary>
/// <remarks>Invariants: (1) one save is under way at most; (2) <see cref="SettleAsync"/> is awaited before anything that the sections hold changes. For one caller at a time.</remarks>
/// <param name="host">Writes.</param>
/// <param name="stop">Ends the waiting for room on a full disk; that this save is then given up is no fault, the one before is kept.</param>
internal sealed class SaveBehind(RunHost host, CancellationToken stop)
{
    private Task _saving = Task.CompletedTask;

    /// <summary>Begins a checkpoint once the one before is written.</summary>
    public async Task BeginAsync(IReadOnlyList<CheckpointSection> sections)
    {
        await SettleAsync().ConfigureAwait(false);
        _saving = host.SaveAsync(sections, stop);
    }

    /// <summary>Ends when the checkpoint begun last is safely on disk.</summary>
    /// <exception cref="RunFailedException">The disk stayed full, or writing kept failing.</exception>
    public async Task SettleAsync()
    {
        try
        {
            await _saving.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _saving = Task.CompletedTask;
        }
    }
}
