using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Actors;

/// <summary>Writes checkpoints while the next step is read and its latents are inferred, which changes no saved data; the commit of that step waits.</summary>
/// <remarks>Invariants: (1) one save is under way at most; (2) <see cref="SettleAsync"/> is awaited before anything that the sections hold changes. For one caller at a time.</remarks>
/// <param name="host">Writes the checkpoints.</param>
/// <param name="stop">Ends the wait for space on a full disk. The checkpoint is then not written, which is no fault: the previous one is kept.</param>
internal sealed class SaveBehind(RunHost host, CancellationToken stop)
{
    private Task _saving = Task.CompletedTask;

    /// <summary>Begins to write a checkpoint, once the previous one is written.</summary>
    public async Task BeginAsync(IReadOnlyList<CheckpointSection> sections)
    {
        await SettleAsync().ConfigureAwait(false);
        _saving = host.SaveAsync(sections, stop);
    }

    /// <summary>Waits until the checkpoint begun last is safely on disk.</summary>
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
