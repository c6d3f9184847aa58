using System.Collections.Concurrent;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Tests.Graph;

/// <summary>Work whose result depends on the order of steps, on nothing else, and whose faults are ordered from outside.</summary>
internal sealed class FakeProgram(int steps, int shards, int shardSize = 10, long firstStep = 0) : IShardProgram<FakeProgram.Buffer>
{
    private long _sum;
    private readonly ConcurrentDictionary<int, int> _busyWorkers = new();

    internal sealed class Buffer
    {
        public long Read;
        public long Latent;
        public long Gradient;
    }

    public IReadOnlyList<StepPlan> Steps { get; } = [.. Enumerable.Range(0, steps).Select(s => StepPlan.Cut(firstStep + s, shards * shardSize, shardSize))];

    /// <summary>The model: each committed step mixes the step's sum into it, so that any lost, doubled or stale shard shows.</summary>
    public long Model { get; private set; } = 1;

    public ConcurrentQueue<string> Log { get; } = new();
    public ConcurrentQueue<long> Begun { get; } = new();
    public Action<string, ShardKey>? Hook { get; set; }
    public int Quarantine { get; set; }
    public bool WorkersOverlapped { get; private set; }
    public ConcurrentDictionary<int, bool> WorkersSeen { get; } = new();

    public int Reduced { get; private set; }

    /// <summary>Adds a sum of gradients to that of the open step.</summary>
    public void AddSum(long sum) => _sum = unchecked(_sum + sum);

    /// <summary>The sum of the open step.</summary>
    public long Sum => _sum;

    /// <summary>Whether the sums of the open step were lost with their device.</summary>
    public bool Lost { get; set; }

    public bool GatherSums() => !Lost;

    /// <summary>Goes to where a checkpoint was written.</summary>
    public void Restore(long model, long sum, int reduced) => (Model, _sum, Reduced) = (model, sum, reduced);

    public void Begin(long step)
    {
        Begun.Enqueue(step);
        (_sum, Reduced, Lost) = (0, 0, false);
    }

    public void Read(ShardKey shard, Buffer buffer)
    {
        Do("Read", shard);
        buffer.Read = shard.Step * 1000 + shard.Shard;
    }

    public int Prepare(ShardKey shard, Buffer buffer)
    {
        Do("Prepare", shard);
        buffer.Read *= 3;
        return Quarantine;
    }

    public void Infer(ShardKey shard, Buffer buffer, int worker) => Work(worker, () =>
    {
        Do("Infer", shard);
        buffer.Latent = unchecked(buffer.Read * Model);
    });

    public void Accumulate(ShardKey shard, Buffer buffer, int worker) => Work(worker, () =>
    {
        Do("Accumulate", shard);
        buffer.Gradient = unchecked(buffer.Latent * 31 + Model);
    });

    public void Reduce(ShardKey shard, Buffer buffer)
    {
        Do("Reduce", shard);
        _sum = unchecked(_sum + buffer.Gradient);
        Reduced++;
    }

    public void Commit(long step)
    {
        Do("Commit", new ShardKey(step, -1));
        Model = unchecked(Model * 6364136223846793005 + _sum);
        (_sum, Reduced) = (0, 0);
    }

    private void Do(string what, ShardKey shard)
    {
        Hook?.Invoke(what, shard);
        Log.Enqueue($"{what} {shard.Step}.{shard.Shard}");
    }

    private void Work(int worker, Action work)
    {
        WorkersSeen[worker] = true;
        WorkersOverlapped |= _busyWorkers.AddOrUpdate(worker, 1, (_, busy) => busy + 1) > 1;
        work();
        _busyWorkers.AddOrUpdate(worker, 0, (_, busy) => busy - 1);
    }

    /// <summary>What the model must be after all steps, computed without a graph.</summary>
    public static long Expected(int steps, int shards, long firstStep = 0)
    {
        var program = new FakeProgram(steps, shards, firstStep: firstStep);
        foreach (StepPlan step in program.Steps)
        {
            for (int shard = 0; shard < step.ParticlesPerShard.Count; shard++)
            {
                var (key, buffer) = (new ShardKey(step.Step, shard), new Buffer());
                program.Read(key, buffer);
                program.Prepare(key, buffer);
                program.Infer(key, buffer, 0);
                program.Accumulate(key, buffer, 0);
                program.Reduce(key, buffer);
            }
            program.Commit(step.Step);
        }
        return program.Model;
    }
}
