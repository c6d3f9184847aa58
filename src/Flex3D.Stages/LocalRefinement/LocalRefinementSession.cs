using Flex3D.Stages.Engine;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.LocalRefinement;

/// <summary>Refines a region by itself, in rounds: the poses of every particle's region against the half-map of its half-set, then both half-maps at these poses.</summary>
/// <remarks>
/// Invariants: (1) a particle of one half-set is compared with, and enters, the map of its own half-set only; (2) results do not depend on the order of the shards of a pass, nor on who
/// computes them; (3) held-out particles enter no gradient. What both half-sets share is the resolution limit that the caller gives.
/// A pass: <see cref="BeginPoses"/> or <see cref="BeginMaps"/>, <see cref="LocalRefinementWorker.Compute"/> and <see cref="Reduce"/> for each of <see cref="Shards"/>, <see cref="End"/>.
/// </remarks>
public sealed class LocalRefinementSession
{
    private readonly LocalRefinementOptions _options;
    private readonly ReconstructionPlan _plan;
    private readonly ParticleTable _table;
    private readonly DensityMap[] _rigid;
    private readonly float[][] _rest, _reference;
    private readonly RegionHalfMap[] _solved = new RegionHalfMap[2];
    private readonly RegionSpread[] _spreads;
    private readonly PassSums _sums, _moments = new(new int[2 * RegionSpread.Terms]);
    private LocalPass _pass;

    /// <param name="region">The region.</param>
    /// <param name="table">The particles.</param>
    /// <param name="source">The full-size images.</param>
    /// <param name="plan">The partition into half-sets and shards with which the rigid half-maps were made.</param>
    /// <param name="particles">The state of each particle with which they were made: poses, contrast, weight.</param>
    /// <param name="half1">The rigid map of half-set 1.</param>
    /// <param name="half2">The rigid map of half-set 2.</param>
    public LocalRefinementSession(
        LocalRegion region, ParticleTable table, ImageSource source, ReconstructionPlan plan, IParticleState particles, DensityMap half1, DensityMap half2, LocalRefinementOptions options)
    {
        (Region, _table, Source, Particles, _plan, _options) = (region, table, source, particles, plan, options);
        _rigid = [half1, half2];
        _rest = [.. _rigid.Select(region.RestOf)];
        _reference = [.. _rigid.Select(region.OwnOf)];
        Poses = new RegionPoses(particles.Count, region, options);
        _spreads = [RegionSpread.Of(Poses), RegionSpread.Of(Poses)];
        _sums = new PassSums([region.Problem.Binding.Count, region.Problem.Binding.Count]);
    }

    public LocalRegion Region { get; }

    /// <summary>The turn and shift of the region in each particle.</summary>
    public RegionPoses Poses { get; }

    /// <summary>The shards of the pass.</summary>
    public IReadOnlyList<ReconstructionShard> Shards { get; private set; } = [];

    /// <summary>The number of iterations of each half-map in the round.</summary>
    public IReadOnlyList<int> Iterations => [.. _solved.Select(map => map?.Iterations ?? 0)];

    /// <summary>The spread of the region's turns and shifts in half-set 1 and 2.</summary>
    public IReadOnlyList<RegionSpread> Spreads => _spreads;

    internal ImageSource Source { get; }

    internal IParticleState Particles { get; }

    internal int Steps => _options.Steps;

    internal LocalPass Pass => _pass;

    internal int ShardSize => _plan.ShardSize;

    /// <summary>Begins to refine poses, against components up to a resolution: a pass that searches around each pose, and one that goes on from there with the spread that the first has shown.</summary>
    /// <param name="limitAngstrom">The resolution, Å.</param>
    public void BeginPoses(double limitAngstrom)
    {
        DensityMap mask = Region.Mask;
        BeginPosePass(LocalPassKind.Search, (int)Math.Floor(mask.Box * mask.PixelSizeAngstrom / limitAngstrom + 1e-9));
    }

    /// <summary>Begins the reconstruction of both half-maps at the present poses, from zero.</summary>
    public void BeginMaps()
    {
        for (int half = 0; half < 2; half++)
        {
            _solved[half] = new RegionHalfMap(Region.Problem.Binding.Mask, _options.Stopping);
        }
        BeginMapPass(scores: false);
    }

    /// <summary>Returns the rows of the particle table that a shard has.</summary>
    internal int[] Rows(int shard) => [.. _plan.Rows(Shards[shard], stackalloc int[_plan.ShardSize])];

    /// <summary>Whether the pass only scores held-out particles.</summary>
    public bool IsShort => _pass.Kind == LocalPassKind.Scores;

    /// <summary>Adds what a worker has computed of a shard; called by one thread at a time, in any order.</summary>
    public void Reduce(LocalRefinementWorker worker)
    {
        ReconstructionShard shard = Shards[worker.Shard];
        if (_pass.IsOfPoses)
        {
            for (int term = 0; term < RegionSpread.Terms; term++)
            {
                _moments.AddEnergies((shard.Half - 1) * RegionSpread.Terms + term, worker.Moments(term));
            }
            return;
        }
        if (_pass.Kind == LocalPassKind.Gradient)
        {
            _sums.AddGradient(shard.Half - 1, worker.Gradient);
        }
        _sums.AddEnergies(shard.Half - 1, worker.Losses);
        _sums.CountShard();
    }

    /// <summary>Ends a pass. Returns whether the poses, or the maps, are finished; if not, the next pass has begun.</summary>
    public bool End()
    {
        if (_pass.IsOfPoses)
        {
            for (int half = 0; half < 2; half++)
            {
                _spreads[half] = RegionSpread.Estimate(_moments, half * RegionSpread.Terms, Poses);
            }
            if (_pass.Kind == LocalPassKind.Poses)
            {
                RegionDrift.Remove(Poses, _table, Particles, _plan.HalfSets());
                return true;
            }
            BeginPosePass(LocalPassKind.Poses, _pass.Shells);
            return false;
        }
        bool scores = _pass.Kind == LocalPassKind.Scores;
        for (int half = 0; half < 2; half++)
        {
            long count = Shards.Where(shard => shard.Half == half + 1).Sum(shard => (long)shard.Count);
            if (scores)
            {
                _solved[half].Score(count > 0 ? _sums.Energy(half) / count : null);
            }
            else if (count > 0)
            {
                _solved[half].Report(_sums, half, count);
            }
        }
        if (_solved[0].Stopped && _solved[1].Stopped)
        {
            for (int half = 0; half < 2; half++)
            {
                _reference[half] = _solved[half].Best();
            }
            return true;
        }
        BeginMapPass(!scores);
        return false;
    }

    /// <summary>Returns the half-map of a half-set, 1 or 2: the rigid half-map with the region as it was refined.</summary>
    public DensityMap Map(int half) => Region.Replace(_rigid[half - 1], _reference[half - 1]);

    private void BeginPosePass(LocalPassKind kind, int shells)
    {
        Shards = _plan.Shards;
        _pass = new LocalPass(kind, _reference, _rest, shells);
        _moments.Begin(new int[2 * RegionSpread.Terms], Shards.Count);
    }

    private void BeginMapPass(bool scores)
    {
        Shards = _plan.ShardsOf(group => group.HeldOut == scores && !_solved[group.Half - 1].Stopped);
        _pass = new LocalPass(scores ? LocalPassKind.Scores : LocalPassKind.Gradient, [.. _solved.Select(map => map.Point(scores))], _rest, int.MaxValue);
        _sums.Begin([_solved[0].Exponent, _solved[1].Exponent], Math.Max(1, Shards.Count));
    }
}

/// <summary>What a pass over the particles is for.</summary>
internal enum LocalPassKind
{
    /// <summary>Poses are searched for and refined.</summary>
    Search,

    /// <summary>Poses are refined.</summary>
    Poses,

    /// <summary>Gradients of the maps are summed.</summary>
    Gradient,

    /// <summary>Losses of held-out particles are summed.</summary>
    Scores,
}

/// <summary>What workers need in a pass.</summary>
/// <param name="Own">The region's density in half-map 1 and 2.</param>
/// <param name="Rest">The density that stays, in half-map 1 and 2.</param>
/// <param name="Shells">The highest frequency that counts, in pixels of the transform.</param>
internal readonly record struct LocalPass(LocalPassKind Kind, float[][] Own, float[][] Rest, int Shells)
{
    public bool IsOfPoses => Kind is LocalPassKind.Search or LocalPassKind.Poses;
}
