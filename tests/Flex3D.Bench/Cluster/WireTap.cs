using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Pipeline.Cluster.Work;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Files;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Shards;
using Serilog;
using Serilog.Core;

namespace Flex3D.Bench.Cluster;

/// <summary>A cluster within one process, of one worker: its shards are computed by the worker's own code from the bytes that would be sent, and samples of these bytes are kept.</summary>
internal sealed class WireTap : IRunCluster
{
    private const int Kept = 24;

    private readonly Dictionary<object, long> _seen = [];
    private int _steps;

    /// <summary>Models one after the other, by step of the pipeline.</summary>
    public Dictionary<string, List<ModelParts>> Models { get; } = [];

    /// <summary>Results as bytes, by kind.</summary>
    public Dictionary<StepKind, List<byte[]>> Results { get; } = [];

    public IClusterStep Open(DealtStep step)
    {
        var opened = new OpenStep(0, ++_steps, step.Run, step.Step, step.Part, step.Identity);
        return new Step(this, step.Step, StepBench.Open(opened, Storage.Current, 1, null, Logger.None, CancellationToken.None));
    }

    public void RequireOwn() => ArgumentOutOfRangeException.ThrowIfNegative(_steps);

    public void Done() => RequireOwn();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Returns what starts it.</summary>
    public IRunCluster Start(RunFolder run, ILogger log) => this;

    // Of models, those at the beginning, which follow on each other.
    private void Keep<T>(List<T> samples, T sample, bool whole = false)
    {
        lock (Results)
        {
            // Each with the same chance, so that late steps are among them.
            int at = (int)(CounterRandom.Uniform(1, 0x7A, (ulong)++_seen[samples], 0, 0) * _seen[samples]);
            if (samples.Count < Kept)
            {
                samples.Add(sample);
            }
            else if (at < Kept && whole)
            {
                samples[at] = sample;
            }
        }
    }

    private List<T> Seen<T>(List<T> samples)
    {
        _seen[samples] = 0;
        return samples;
    }

    private List<TItem> Of<TKey, TItem>(Dictionary<TKey, List<TItem>> all, TKey key)
        where TKey : notnull
    {
        lock (Results)
        {
            return all.TryGetValue(key, out List<TItem>? known) ? known : all[key] = Seen(new List<TItem>());
        }
    }

    private sealed class Step(WireTap tap, string name, StepBench bench) : IClusterStep
    {
        private readonly Lock _lock = new();
        private ModelParts? _model;

        public bool Leaves => true;

        public IDealing Begin(IDealtProgram program, IShardTable table)
        {
            table.SetPlaces(1);
            return new GraphDealing(program, table, dealing => Task.Run(() => Go(dealing)));
        }

        // One shard after the other, in the order of the deals.
        private void Go(GraphDealing dealing)
        {
            lock (_lock)
            {
                while (!dealing.Over && dealing.TryDeal() is { } deal)
                {
                    if (!ReferenceEquals(deal.Model, _model))
                    {
                        tap.Keep(tap.Of(tap.Models, name), _model = deal.Model);
                        using var model = new MemoryStream();
                        deal.Model.Write(model, _ => false);
                        bench.SetModel(model.ToArray());
                    }
                    using var work = new MemoryStream();
                    deal.Work.Write(work);
                    var done = new TaskCompletionSource<PooledBytes>();
                    bench.Begin(work.ToArray(), (result, fault) => _ = fault is null ? done.TrySetResult(result!) : done.TrySetException(fault));
                    using PooledBytes bytes = done.Task.Result;
                    tap.Keep(tap.Of(tap.Results, deal.Work.Shards[0].Work.Kind), ResultOf(bytes, deal.Work), whole: true);
                    deal.Arrived(bytes);
                }
            }
        }

        // As it would be sent by itself.
        private static byte[] ResultOf(ReadOnlySpan<byte> bytes, DealtGroup group)
        {
            using var stream = new MemoryStream();
            GroupResult.Read(bytes, group).Shards[0].Write(stream);
            return stream.ToArray();
        }

        public void Dispose() => bench.Dispose();
    }
}
