using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Flex3D.Pipeline.Progress;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.LocalRefinement;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Baselines;

/// <summary>Carries out the masked local refinement of one region: streams the particles through the passes of its rounds.</summary>
internal sealed class LocalRefining
{
    private const double Agreement = 0.5;
    private const int LeastShells = 5;

    private readonly LocalRegion _region;
    private readonly BaselineWork _work;
    private readonly IProgressReport _progress;
    private readonly LocalRefinementSession _session;

    public LocalRefining(BaselineRun run, LocalRegion region, BaselineWork work, IProgressReport progress)
    {
        (_region, _work, _progress) = (region, work, progress);
        _session = new LocalRefinementSession(region, run.Particles.Table, run.Particles.Images, run.Particles.Plan, run.Particles.State, run.Map("rigid_half1"), run.Map("rigid_half2"), work.Options);
    }

    /// <summary>Runs all rounds.</summary>
    /// <param name="rigid">The curves of the rigid half-maps in the region.</param>
    /// <param name="name">Name of the region, for the progress.</param>
    /// <exception cref="OperationCanceledException">The user has stopped the command.</exception>
    public RefinedRegion Run(FscReport rigid, string name)
    {
        using var engine = new SimdEngine();
        var idle = new ConcurrentBag<LocalRefinementWorker>();
        var rounds = new List<RoundFigures>();
        FscReport report = rigid;
        for (int round = 1; round <= _work.Rounds; round++)
        {
            double limit = Limit(report);
            string place = $"{name}, round {round} of {_work.Rounds}";
            _session.BeginPoses(limit);
            Passes(engine, idle, $"{place}, poses to {FormattableString.Invariant($"{limit:0.0}")} Å");
            _session.BeginMaps();
            Passes(engine, idle, $"{place}, half-maps");
            report = FscReport.Compute(_session.Map(1), _session.Map(2), _region.Solvent, _region.Mask, _work.Seed, _work.Threads);
            (double turn, double shift, double atBounds) = _session.Poses.Summary();
            double pixel = _region.Mask.PixelSizeAngstrom;
            rounds.Add(new RoundFigures(
                limit, turn, shift, atBounds, [.. _session.Spreads.Select(spread => spread.TurnRadians * 180 / Math.PI)], [.. _session.Spreads.Select(spread => spread.ShiftPixels * pixel)],
                [.. _session.Iterations], MapFigures.Of("", report).Resolution));
        }
        foreach (LocalRefinementWorker worker in idle)
        {
            worker.Dispose();
        }
        return new RefinedRegion(_session.Map(1), _session.Map(2), report, rounds, _session.Poses);
    }

    // Components on which both half-maps agree by a half or more: of those beyond, a half-map has more noise than signal, and an image would be aligned to its own noise in it.
    private double Limit(FscReport report) =>
        _work.LimitAngstrom ?? Math.Clamp(report.Resolution(Agreement).Angstrom, 2 * report.PixelSizeAngstrom, report.Box * report.PixelSizeAngstrom / LeastShells);

    private void Passes(SimdEngine engine, ConcurrentBag<LocalRefinementWorker> idle, string task)
    {
        int number = 0;
        do
        {
            number += _session.IsShort ? 0 : 1;
            Pass(engine, idle, _session.IsShort ? null : $"{task}, pass {number}");
        }
        while (!_session.End());
    }

    private void Pass(SimdEngine engine, ConcurrentBag<LocalRefinementWorker> idle, string? task)
    {
        Lock reducing = new();
        using IProgressTask? progress = task is null ? null : _progress.Begin(task, _session.Shards.Sum(shard => (long)shard.Count), "particles");
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _work.Threads, CancellationToken = _work.Stop };
        try
        {
            Parallel.For(0, _session.Shards.Count, parallel, () => idle.TryTake(out LocalRefinementWorker? free) ? free : new LocalRefinementWorker(_session, engine), (shard, _, worker) =>
            {
                worker.Compute(shard);
                lock (reducing)
                {
                    _session.Reduce(worker);
                    progress?.Advance(_session.Shards[shard].Count);
                }
                return worker;
            }, idle.Add);
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]); // one message of one image, however many threads have met one
        }
    }
}

/// <summary>The result of a local refinement.</summary>
/// <param name="Half1">The map of half-set 1: rigid outside the region.</param>
/// <param name="Half2">The map of half-set 2.</param>
/// <param name="Report">Their curves in the region.</param>
/// <param name="Rounds">Figures of each round.</param>
/// <param name="Poses">Turn and shift of the region in each particle.</param>
internal sealed record RefinedRegion(DensityMap Half1, DensityMap Half2, FscReport Report, IReadOnlyList<RoundFigures> Rounds, RegionPoses Poses);
