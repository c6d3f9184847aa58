using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Priors;

/// <summary>The priors of one worker with their strengths, which an engine on the processor evaluates on each deformed mesh. Not thread-safe.</summary>
internal sealed class FlowPriors
{
    /// <summary>The step along a motion, such as one unit of a latent coordinate, over which gradients are differenced: small against a coordinate's range of ±1.5, so that the gradient hardly bends.</summary>
    public const float Step = 0.02f;

    private readonly IReadOnlyList<FlowPriorKind> _kinds;
    private readonly IFlowPrior[] _priors;
    private readonly double[] _strengths;
    private float[] _moved = [], _slope = [];

    public FlowPriors(IReadOnlyList<FlowPriorKind> kinds, TetrahedralMesh mesh)
    {
        _kinds = kinds;
        _priors = [.. kinds.Select(kind => kind.Create(mesh))];
        _strengths = new double[kinds.Count];
    }

    /// <summary>Bytes of the priors' arrays.</summary>
    public long Bytes => _priors.Sum(prior => prior.Bytes);

    /// <summary>Whether any prior has a positive strength.</summary>
    public bool Any => _strengths.AsSpan().ContainsAnyExcept(0.0);

    /// <summary>Sets the strengths that the following calls use.</summary>
    /// <exception cref="InvariantException">A strength is given to a prior that is not among these.</exception>
    public void Use(PriorStrengths strengths) => strengths.CopyTo(_kinds, _strengths);

    /// <summary>Returns Σ strength·E over the priors of positive strength; adds its gradient, see <see cref="IFlowPrior.EnergyAndGradient"/>.</summary>
    public double EnergyAndGradient(ReadOnlySpan<float> deformed, Span<float> gradient)
    {
        double sum = 0;
        for (int i = 0; i < _priors.Length; i++)
        {
            if (_strengths[i] != 0)
            {
                sum += _strengths[i] * _priors[i].EnergyAndGradient(deformed, gradient, _strengths[i]);
            }
        }
        return sum;
    }

    /// <summary>Bytes of the arrays that <see cref="Along"/> makes.</summary>
    /// <param name="coordinates">Length of the deformed positions.</param>
    public long BytesAlong(int motions, int coordinates) =>
        _priors.Sum(prior => prior is ICurvedPrior curved ? curved.BytesAlong(motions) : 0) + (_priors.All(prior => prior is ICurvedPrior) ? 0 : 2L * sizeof(float) * coordinates);

    /// <summary>Returns Σ strength·E, and adds its first and second derivatives along some motions; see <see cref="ICurvedPrior.Along"/>.</summary>
    public double Along(ReadOnlySpan<float> deformed, ReadOnlySpan<float> motions, int stride, Span<double> slopes, Span<double> curvatures)
    {
        double sum = 0;
        for (int i = 0; i < _priors.Length; i++)
        {
            if (_strengths[i] != 0)
            {
                sum += _strengths[i] * (_priors[i] is ICurvedPrior curved
                    ? curved.Along(deformed, motions, stride, Step, slopes, curvatures, _strengths[i])
                    : Difference(_priors[i], deformed, motions, stride, slopes, curvatures, _strengths[i]));
            }
        }
        return sum;
    }

    private double Difference(IFlowPrior prior, ReadOnlySpan<float> deformed, ReadOnlySpan<float> motions, int stride, Span<double> slopes, Span<double> curvatures, double strength)
    {
        int count = slopes.Length, length = deformed.Length;
        if (_moved.Length != length)
        {
            (_moved, _slope) = (new float[length], new float[length]);
        }
        Span<double> here = stackalloc double[count];
        Array.Clear(_slope);
        double energy = prior.EnergyAndGradient(deformed, _slope, strength);
        for (int k = 0; k < count; k++)
        {
            slopes[k] += here[k] = VectorMath.Dot(_slope, motions.Slice(k * stride, length));
        }
        for (int k = 0; k < count; k++)
        {
            VectorMath.Combine(deformed, Step, motions.Slice(k * stride, length), _moved);
            Array.Clear(_slope);
            prior.EnergyAndGradient(_moved, _slope, strength);
            for (int l = 0; l < count; l++)
            {
                double bend = 0.5 * (VectorMath.Dot(_slope, motions.Slice(l * stride, length)) - here[l]) / Step;
                curvatures[k * count + l] += bend;
                curvatures[l * count + k] += bend;
            }
        }
        return energy;
    }

    /// <summary>The prior of the given name.</summary>
    /// <exception cref="InvariantException">There is no prior of that name.</exception>
    public IFlowPrior this[string name] => _priors[IndexOf(_kinds, name)];

    /// <summary>Returns the index of the kind of the given name.</summary>
    /// <exception cref="InvariantException">There is no kind of that name.</exception>
    public static int IndexOf(IReadOnlyList<FlowPriorKind> kinds, string name)
    {
        for (int i = 0; i < kinds.Count; i++)
        {
            if (kinds[i].Name == name)
            {
                return i;
            }
        }
        throw new InvariantException($"the problem has no prior named {name}");
    }
}
