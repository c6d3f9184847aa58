using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>Runs a shard program in a graph, and in a new graph after each failure.</summary>
/// <param name="options">Called for each graph, because another device can have another number of workers.</param>
/// <param name="leaveDevice">Moves the program's engine to a remaining device and returns its name; null if there is only the processor.</param>
/// <param name="settled">Called when a shard or step is settled, to begin checkpoints: see <see cref="SettledHandler"/>.</param>
/// <param name="unread">Awaited before a commit: see <see cref="SaveBehind.SettleAsync"/>.</param>
/// <param name="dealer">Has shards computed by other machines; null for none.</param>
internal sealed class ShardPhase<TBuffer>(
    string name,
    IShardProgram<TBuffer> program,
    BufferPool<TBuffer> pool,
    Func<ShardGraphOptions> options,
    Func<string>? leaveDevice = null,
    SettledHandler? settled = null,
    Func<Task>? unread = null,
    IShardDealer? dealer = null) : IPhase
    where TBuffer : class
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<StepPlan> Steps => program.Steps;

    /// <inheritdoc/>
    public Task RunGraphAsync(IShardLedger ledger, CancellationToken stop, CancellationToken abort)
    {
        pool.Reclaim();
        return new ShardGraph<TBuffer>(program, pool, ledger, options(), settled, unread, dealer).RunAsync(stop, abort);
    }

    /// <inheritdoc/>
    public string LeaveDevice() => leaveDevice?.Invoke() ?? DeviceActor.Processor;
}
