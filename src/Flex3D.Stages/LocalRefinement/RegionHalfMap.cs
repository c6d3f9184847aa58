using Flex3D.Stages.Numerics;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Stages.LocalRefinement;

/// <summary>The reconstruction of a region from one half-set, from zero, until its held-out particles gain no more.</summary>
internal sealed class RegionHalfMap(float[] mask, EarlyStopping stopping)
{
    private readonly LBfgs _minimiser = new(new float[mask.Length]);
    private readonly float[] _best = new float[mask.Length];
    private readonly List<StoppingSample> _curve = [];

    /// <summary>Exponent of the unit of the next gradient.</summary>
    public int Exponent { get; private set; } = 24;

    /// <summary>Whether there is nothing left to do.</summary>
    public bool Stopped { get; private set; }

    /// <summary>The number of iterations.</summary>
    public int Iterations => _minimiser.Iteration;

    /// <summary>The density at the next point to evaluate; with <paramref name="scores"/> at the iterate whose held-out loss is asked for.</summary>
    public float[] Point(bool scores)
    {
        float[] point = new float[mask.Length];
        if (scores || Stopped || _minimiser.Status != MinimiserStatus.Running)
        {
            _minimiser.Iterate.CopyTo(point);
        }
        else
        {
            _minimiser.Next(point);
        }
        return Masked(point);
    }

    /// <summary>The density of the best iterate.</summary>
    public float[] Best() => Masked((float[])_best.Clone());

    /// <summary>Takes the sums of a pass over the particles that enter the map.</summary>
    /// <param name="map">Number of this map in the sums.</param>
    /// <param name="count">Number of these particles.</param>
    public void Report(PassSums sums, int map, long count)
    {
        if (Stopped || _minimiser.Status != MinimiserStatus.Running)
        {
            return;
        }
        float[] gradient = new float[mask.Length];
        Exponent = FixedPointSum.ExponentFor(sums.ReadGradient(map, gradient, 1.0 / count));
        _minimiser.Report(sums.Energy(map) / count, Masked(gradient));
    }

    /// <summary>Takes the mean loss of the held-out particles at the iterate; null where there are none.</summary>
    public void Score(double? heldOut)
    {
        if (Stopped)
        {
            return;
        }
        if (_curve.Count > 0 && _curve[^1].Iteration == _minimiser.Iteration)
        {
            Stopped = _minimiser.Status != MinimiserStatus.Running;
            return; // the last trial only measured the line
        }
        _curve.Add(new(_minimiser.Iteration, _minimiser.Energy, heldOut ?? _minimiser.Energy));
        StoppingDecision decision = stopping.Decide(_curve);
        if (decision.BestIteration == _minimiser.Iteration)
        {
            _minimiser.Iterate.CopyTo(_best);
        }
        Stopped = decision.Stop || _minimiser.Status != MinimiserStatus.Running;
    }

    private float[] Masked(float[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= mask[i];
        }
        return values;
    }
}
