using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Flex3D.Pipeline.Baselines;
using Flex3D.Pipeline.Bundles;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Stages.Files;
using Flex3D.Stages.Focus;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Focusing;

/// <summary>Writes the particles of a run with all but one region subtracted, and the pipeline of a run on them.</summary>
/// <remarks>Images stream through in blocks of the order of the table: memory does not depend on their number, and no byte depends on the number of threads.</remarks>
internal sealed class FocusWriter
{
    private const int ShardSize = 16, ShardsOfThread = 2;

    private readonly BaselineRun _run;
    private readonly FocusRegion _region;
    private readonly string _folder;
    private readonly int _threads;
    private readonly IProgressReport _progress;
    private readonly CancellationToken _stop;
    private readonly byte[] _halfSets;
    private readonly ConcurrentBag<FocusWorker> _idle = [];
    private readonly CarriedSums _carried;
    private readonly FocusedHalf[] _halves;
    private readonly DensityMap _share, _map;

    public FocusWriter(BaselineRun run, FocusRegion region, bool bySurroundings, string folder, int threads, IProgressReport progress, CancellationToken stop)
    {
        (_run, _region, _folder, _threads, _progress, _stop) = (run, region, folder, threads, progress, stop);
        _halfSets = run.Particles.Plan.HalfSets();
        DensityMap solvent = run.Map("flex_mask");
        _share = FocusedHalf.ShareOf(region.Mask, solvent, region.From);
        _map = run.Map("flex");
        DensityMap carrier = bySurroundings ? FocusedHalf.SurroundingsOf(region.Mask, _share) : _share;
        ReconstructionProblem problem = run.ReadProblem();
        _halves = [.. ((int[])[1, 2]).Select(half => new FocusedHalf(problem.Halves.Count > 0 ? problem.Halves[half - 1] : problem.Model, run.Map($"flex_half{half}"), solvent, _share, carrier))];
        MovedByFlow = problem.Halves.Count > 0 || problem.Model.Moves;
        _carried = new CarriedSums(_map, _share);
    }

    /// <summary>Whether the rest moves in the images that are subtracted.</summary>
    public bool MovedByFlow { get; }

    /// <summary>Writes all files, <c>focus.json</c> last.</summary>
    /// <exception cref="OperationCanceledException">The user has stopped the command.</exception>
    public FocusNote Write()
    {
        string table = Path.Combine(_folder, FocusFiles.Table);
        using (var copied = new CopiedColumns(BundleSource.Of(_run.Lineage[0]).Particles, _folder))
        {
            DurableFile.Write(table, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                using var stack = MrcStackWriter.Create(Path.Combine(_folder, FocusFiles.Stack), _run.Prepared.FullBox, _run.Prepared.PixelSizeAngstrom, $"Flex3D {_region.Name}, the rest subtracted");
                Stream(new FocusedTable(writer, _run.Particles.Table, _run.Prepared.FullBox, FocusFiles.Stack, copied.Labels), stack, copied);
                stack.Commit();
            });
        }
        DensityMap own = _map.Times(_share);
        MrcMap.Write(Path.Combine(_folder, FocusFiles.Map), own, $"Flex3D {_region.Name}");
        MrcMap.Write(Path.Combine(_folder, FocusFiles.Mask), _share, $"Flex3D {_region.Name}");
        FocusPipeline.Write(_folder, _run.Options, _region.Name);
        var note = new FocusNote(_run.Lineage[0].Path, _region.Name, _run.Particles.Table.Count, _run.Prepared.FileRows, own.Values.Sum(value => (double)value) / _map.Values.Sum(value => (double)value), MovedByFlow, _carried.TurnDegrees, _carried.ShiftAngstrom);
        note.Write(_folder);
        return note;
    }

    private void Stream(FocusedTable table, MrcStackWriter stack, CopiedColumns copied)
    {
        int count = _run.Particles.Table.Count, pixels = _run.Prepared.FullBox * _run.Prepared.FullBox, most = ShardSize * ShardsOfThread * _threads;
        float[] images = new float[(long)pixels * Math.Min(most, count)];
        var particles = new FocusedParticle[Math.Min(most, count)];
        using IProgressTask progress = _progress.Begin("subtracting the rest", count, "particles");
        for (int first = 0; first < count; first += most)
        {
            int block = Math.Min(most, count - first);
            Compute(first, block, images, particles);
            stack.Append(images.AsSpan(0, block * pixels));
            foreach (FocusedParticle particle in particles.AsSpan(0, block))
            {
                table.Add(particle, copied.Next());
                _carried.Add(particle.Carried);
            }
            progress.Advance(block);
        }
    }

    private void Compute(int first, int count, float[] images, FocusedParticle[] particles)
    {
        int pixels = _run.Prepared.FullBox * _run.Prepared.FullBox;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = _stop };
        try
        {
            Parallel.For(0, (count + ShardSize - 1) / ShardSize, parallel, Take, (shard, _, worker) =>
            {
                int from = shard * ShardSize, size = Math.Min(ShardSize, count - from);
                int[] rows = [.. Enumerable.Range(first + from, size)];
                worker.Compute(rows, images.AsSpan(from * pixels, size * pixels), particles.AsSpan(from, size));
                return worker;
            }, _idle.Add);
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]); // one message of one image, however many threads have met one
        }
    }

    private FocusWorker Take() => _idle.TryTake(out FocusWorker? free) ? free : new FocusWorker(_halves, _run.Particles.Table, _run.Particles.Images, _run.Particles.State, _halfSets, ShardSize);
}
