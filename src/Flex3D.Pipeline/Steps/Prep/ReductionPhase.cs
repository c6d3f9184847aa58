using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Shards;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Images;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Read → Downsample → Write over the images of a table, in its order, under supervision: the prepared stack and the noise of each image. Only shards in flight are in memory.</summary>
/// <remarks>
/// A phase of one step. Invariants: (1) shards are written, and counted by the ledger, in the order of the table, so a graph that replaces
/// another continues after the last one written; (2) the stack gets its name once all of them are counted, as the step's commit;
/// (3) the same particles end the run, or are set aside, for any number of threads and of failures.
/// </remarks>
internal sealed class ReductionPhase : IPhase, IDisposable
{
    private const int TidyEvery = 64;

    private readonly StepContext _context;
    private readonly StackReduction _reduction;
    private readonly BufferPool<StackReduction.Buffer> _pool;
    private readonly IProgressTask _progress;
    private MrcStackWriter? _stack;
    private NoiseMeasurement? _noise;

    private ReductionPhase(StepContext context, StackReduction reduction)
    {
        (_context, _reduction) = (context, reduction);
        Steps = [StepPlan.Cut(0, reduction.Particles, StackReduction.ShardSize)];
        _pool = ShardBuffers.Create(context, new ShardGraphOptions(context.Threads), Steps[0].ParticlesPerShard.Count, reduction.CreateBuffer, buffer => buffer.Bytes);
        _progress = context.Progress.Begin(Name, reduction.Particles, "particles");
    }

    private readonly record struct Item(int Shard, Lease Lease, StackReduction.Buffer Buffer);

    /// <summary>Writes the stack and the noise file of prep.</summary>
    /// <exception cref="InputException">An image cannot be used or, if such particles are set aside, too many images cannot.</exception>
    /// <exception cref="RunFailedException">Reading or writing kept failing, or the disk stayed full.</exception>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public static async Task RunAsync(StepContext context, StackReduction reduction)
    {
        using var phase = new ReductionPhase(context, reduction);
        await using RunHost host = context.StartHost(DeviceActor.Processor);
        PhaseOutcome outcome = await host.RunAsync(phase, stop: context.Stop).ConfigureAwait(false);
        if (!outcome.Finished)
        {
            throw new OperationCanceledException(context.Stop);
        }
    }

    public string Name => "prep";

    public IReadOnlyList<StepPlan> Steps { get; }

    public string LeaveDevice() => throw new DeviceException("images are prepared on the processor, and there is nothing else to prepare them on");

    public async Task RunGraphAsync(IShardLedger ledger, CancellationToken stop, CancellationToken abort)
    {
        _pool.Reclaim();
        _reduction.Reopen();
        _noise ??= new NoiseMeasurement(DurableFile.TemporaryOf(PreparedFiles.Normalisation(_context.Output) + ".measured"), _reduction.Groups);
        _stack ??= _reduction.CreateStack(PreparedFiles.Stack(_context.Output));
        IEnumerable<ShardKey> missing = (await ledger.StateAsync().ConfigureAwait(false)).Missing.TakeWhile(_ => !stop.IsCancellationRequested);
        RunningGraph<Item> graph = StageGraph.Start<Item>(Name, 1, abort)
            .Then("Read", (item, _) => Do(item, () => _reduction.Read(item.Shard, item.Buffer)), new(1))
            .Then("Downsample", (item, _) => Do(item, () => _reduction.Reduce(item.Shard, item.Buffer)), new(_context.Threads))
            .End("Write", (item, _) => WriteAsync(item, ledger), new(1));
        await graph.FeedAsync(missing, async shard =>
        {
            Lease lease = await _pool.RentAsync(graph.Ended).ConfigureAwait(false);
            return new Item(shard.Shard, lease, _pool[lease]);
        }).ConfigureAwait(false);
        await graph.Completion.ConfigureAwait(false);
        if ((await ledger.StateAsync().ConfigureAwait(false)).IsFull && !stop.IsCancellationRequested) // not after a stop: the rest of prep takes long, too
        {
            _reduction.Save(_noise, _context.Output);
            _stack.Commit();
            await ledger.CommittedAsync(0).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _progress.Dispose();
        _stack?.Dispose();
        _noise?.Dispose();
    }

    private static ValueTask<Item> Do(Item item, Action work)
    {
        work();
        return new(item);
    }

    private async ValueTask WriteAsync(Item item, IShardLedger ledger)
    {
        int setAside = _reduction.Write(item.Shard, item.Buffer, _stack!, _noise!);
        _pool.Release(item.Lease);
        await ledger.ArriveAsync(new ShardKey(0, item.Shard), setAside).ConfigureAwait(false);
        _context.Monitor?.Progressed(Name, await ledger.StateAsync().ConfigureAwait(false));
        _progress.Advance(_reduction.CountOf(item.Shard));
        if (item.Shard % TidyEvery == TidyEvery - 1)
        {
            ProcessMemory.Tidy();
        }
    }
}
