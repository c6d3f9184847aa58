using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Priors;

/// <summary>The priors of one worker with their strengths, which an engine on the processor evaluates on each deformed mesh. Not thread-safe.</summary>
internal sealed class FlowPriors
{
    private readonly IReadOnlyList<FlowPriorKind> _kinds;
    private readonly IFlowPrior[] _priors;
    private readonly double[] _strengths;

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
