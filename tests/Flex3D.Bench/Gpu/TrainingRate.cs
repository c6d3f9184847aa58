using System.Collections.Concurrent;
using System.Diagnostics;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Priors;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Bench.Gpu;

/// <summary>Whole training steps with images from memory: read, prepare, infer, accumulate, reduce and commit, shards side by side as the graph deals them.</summary>
internal sealed class TrainingRate : IDisposable
{
    private const int WarmUpSteps = 1, MeasuredSteps = 3, ShardSize = 16;

    private readonly TrainingSession _session;
    private readonly ParticleState _particles;
    private readonly BlockingCollection<TrainingBuffer> _buffers = [];
    private readonly BlockingCollection<TrainingWorker> _workers = [];
    private readonly Lock _reducing = new();

    /// <param name="workers">Workers that evaluate at once.</param>
    public TrainingRate(IEngine engine, BallProblem ball, int batch, int workers)
    {
        var options = new TrainingOptions { BatchSize = batch, ShardSize = Math.Min(ShardSize, batch), HeldOut = 0, FlowPriors = PriorStrengths.None.With(RigidityPrior.Name, 1), Epochs = 2, WarmUpEpochs = 1 };
        _particles = new ParticleState(ball.Table.Count, ParticleColumns.OfRun(ball.Problem.Flow.LatentDimension), "", mostInMemory: int.MaxValue);
        _session = BenchSession.Create(ball.Problem, options, ball.Map, new MemorySource(ball.Table, ball.Images), _particles);
        for (int worker = 0; worker < workers; worker++)
        {
            _workers.Add(_session.CreateWorker(engine));
        }
        for (int buffer = 0; buffer < Environment.ProcessorCount + _workers.Count; buffer++)
        {
            _buffers.Add(_session.CreateBuffer());
        }
    }

    /// <summary>Particles that a table needs for the steps.</summary>
    public static int Particles(int batch) => batch * (WarmUpSteps + MeasuredSteps);

    /// <summary>Median seconds of a step of the epoch under way, for its shards and for its commit; goes on to the next epoch.</summary>
    /// <returns>The first time of flow steps with latent search, the second time of map steps with their rigid control.</returns>
    public (double Shards, double Commit) Epoch()
    {
        var shards = new List<double>();
        var commits = new List<double>();
        for (int step = 0; step < _session.Steps.Count; step++)
        {
            long began = Stopwatch.GetTimestamp();
            Parallel.For(0, _session.Steps[step].ShardCount(_session.Options.ShardSize), new ParallelOptions { MaxDegreeOfParallelism = _buffers.Count }, shard => Work(step, shard));
            long reduced = Stopwatch.GetTimestamp();
            _session.Commit(step);
            if (step >= WarmUpSteps)
            {
                shards.Add(Stopwatch.GetElapsedTime(began, reduced).TotalSeconds);
                commits.Add(Stopwatch.GetElapsedTime(reduced).TotalSeconds);
            }
        }
        _session.EndEpoch();
        _session.BeginEpoch();
        return (Median(shards), Median(commits));
    }

    public void Dispose()
    {
        _session.LeaveDevice();
        foreach (TrainingWorker worker in _workers)
        {
            worker.Dispose();
        }
        _workers.Dispose();
        _buffers.Dispose();
        _particles.Dispose();
    }

    private void Work(int step, int shard)
    {
        TrainingBuffer buffer = _buffers.Take();
        _session.Read(step, shard, buffer);
        _session.Transform(buffer);
        TrainingWorker worker = _workers.Take();
        _session.Infer(buffer, worker);
        _session.Accumulate(buffer, worker);
        _workers.Add(worker);
        lock (_reducing)
        {
            _session.Reduce(buffer.Result());
            buffer.ReleaseKept();
        }
        _buffers.Add(buffer);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
