using Flex3D.Stages.Engine;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>The sums of a step's gradients over its shards: of the flow, or of the map, of its rigid control and of the composition model's components.</summary>
/// <remarks>Those that lie on a device are summed there, and gathered when the step is committed, see <see cref="Gather"/>.</remarks>
internal sealed class TrainingGradients
{
    private readonly int _learned;
    private readonly GradientTotal[] _all;
    private int _flowExponent, _mapExponent, _shards;

    /// <param name="flow">The number of parameters of the flow network.</param>
    /// <param name="learned">The number of particles that are learned from.</param>
    public TrainingGradients(EngineProblem problem, TrainingOptions options, int flow, int learned)
    {
        _learned = learned;
        int voxels = problem.Binding.Count;
        _all = [Flow = new(flow), Map = new(voxels), Rigid = new(voxels), Components = new(CompositionModel.GradientLength(problem, options))];
    }

    /// <summary>By flow parameter.</summary>
    public GradientTotal Flow { get; }

    /// <summary>By voxel of the canonical map.</summary>
    public GradientTotal Map { get; }

    /// <summary>By voxel of the rigid control.</summary>
    public GradientTotal Rigid { get; }

    /// <summary>By component and voxel of the composition model; empty where it is not trained.</summary>
    public GradientTotal Components { get; }

    /// <summary>Images whose gradient <see cref="Components"/> holds.</summary>
    public int CompositionImages { get; private set; }

    /// <summary>Whether a sum was lost with its device: until <see cref="Begin"/> the others mean nothing.</summary>
    public bool Lost => _all.Any(sum => sum.Lost);

    /// <summary>Clears all sums.</summary>
    /// <param name="flowExponent">Exponent of the unit of the flow's gradient.</param>
    /// <param name="mapExponent">Exponent of the unit of the others.</param>
    /// <param name="shards">The number of shards of the step.</param>
    public void Begin(int flowExponent, int mapExponent, int shards)
    {
        foreach (GradientTotal sum in _all)
        {
            sum.Begin(sum == Flow ? flowExponent : mapExponent, shards);
        }
        (_flowExponent, _mapExponent, _shards, CompositionImages) = (flowExponent, mapExponent, shards, 0);
    }

    /// <summary>Returns the number of values of a shard's gradient.</summary>
    public int LengthOf(StepKind kind, int shard) => PartsOf(kind, shard).Sum(part => part.Length);

    /// <summary>How the gradient of a shard is added up, part after part; none where it has no gradient.</summary>
    public IReadOnlyList<GradientUnit> UnitsOf(StepKind kind, int shard) =>
        [.. PartsOf(kind, shard).Select(part => new GradientUnit(part.Length, part == Flow ? _flowExponent : _mapExponent, Math.Max(1, _shards)))];

    /// <summary>Adds the sum of the gradients of shards with equal parts, made on another machine in the units of <see cref="UnitsOf"/>.</summary>
    /// <exception cref="Faults.InvariantException">A value is larger than a sum of accepted gradients can be.</exception>
    public void AddSums(StepKind kind, int shard, ReadOnlySpan<long> sum)
    {
        foreach (GradientTotal part in PartsOf(kind, shard))
        {
            part.AddSums(sum[..part.Length]);
            sum = sum[part.Length..];
        }
    }

    /// <summary>Counts the images of a shard whose gradient is in a sum.</summary>
    public void Count(ShardResult result)
    {
        if (result.Kind == StepKind.Map && Components.Length > 0 && CompositionModel.Uses(result.Shard, _learned))
        {
            CompositionImages += result.Particles.Length;
        }
    }

    private GradientTotal[] PartsOf(StepKind kind, int shard) => kind switch
    {
        StepKind.Flow => [Flow],
        StepKind.Map when Components.Length > 0 && CompositionModel.Uses(shard, _learned) => [Map, Rigid, Components],
        StepKind.Map => [Map, Rigid],
        _ => [],
    };

    /// <summary>Adds the gradient of a shard.</summary>
    /// <exception cref="Faults.InvariantException">It is not finite.</exception>
    /// <exception cref="Faults.DeviceException">The device on which it lies has failed, and with it sums are lost.</exception>
    public void Add(ShardResult result)
    {
        ReadOnlySpan<float> gradient = result.Gradient.Span;
        if (result.Kind == StepKind.Flow)
        {
            Flow.Add(result.KeptPart(0), gradient);
        }
        else if (result.Kind == StepKind.Map)
        {
            int voxels = Map.Length;
            Map.Add(result.KeptPart(0), gradient[..voxels]);
            Rigid.Add(result.KeptPart(1), gradient.Slice(voxels, voxels));
            if (gradient.Length > 2 * voxels)
            {
                Components.Add(result.KeptPart(2), gradient[(2 * voxels)..]);
            }
            Count(result);
        }
    }

    /// <summary>Adds what devices hold to the sums on the host.</summary>
    /// <exception cref="Faults.DeviceException">A device has failed, and with it sums are lost.</exception>
    public void Gather() => Array.ForEach(_all, sum => sum.Gather());

    /// <summary>Frees the memory on devices, without what it holds.</summary>
    public void LeaveDevice() => Array.ForEach(_all, sum => sum.LeaveDevice());

    /// <summary>The sums on the host of a kind of step; none where it has no gradient.</summary>
    public IEnumerable<ReadOnlyMemory<long>> Raw(StepKind kind) => kind switch
    {
        StepKind.Flow => [Flow.Raw],
        StepKind.Map => [Map.Raw, Rigid.Raw, Components.Raw],
        _ => [],
    };
}
