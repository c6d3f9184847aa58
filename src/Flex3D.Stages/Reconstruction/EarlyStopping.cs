namespace Flex3D.Stages.Reconstruction;

/// <summary>Decides when further iterations of a reconstruction only fit noise, from particles that are held out of it.</summary>
/// <remarks>
/// An iterative reconstruction from zero fits signal first and noise later; stopping in time is its regulariser. Each half-set
/// keeps a fraction of its OWN particles (5 % is enough) out of the sums, so nothing crosses between the halves: the energy of
/// those particles falls while the map gains signal and rises when it gains noise. An iterate counts as better only where it
/// lowers the held-out energy by more than <see cref="LeastGain"/> of what has been gained since iteration 0; the
/// smoother, earlier map is kept in a tie, but never the empty map of iteration 0. The held-out energy is measured at <see cref="LineMinimiser.Iterate"/>, which is not the
/// point last evaluated: a forward pass over the few held-out particles after each report. The code that runs the iterations keeps a
/// copy of the best iterate, and writes it to the checkpoint. The rule is a pure function of the curve: a resumed run decides the same.
/// </remarks>
public sealed record EarlyStopping
{
    /// <summary>The share of the gain so far that an iterate must add to count as better, 0 to 1.</summary>
    public double LeastGain { get; init; } = 1e-3;

    /// <summary>The number of iterations in a row without a better one after which the run stops.</summary>
    public int Patience { get; init; } = 1;

    /// <summary>The least number of iterations.</summary>
    public int Fewest { get; init; } = 2;

    /// <summary>The largest number of iterations (the reference makes 20).</summary>
    public int Most { get; init; } = 20;

    /// <param name="curve">One sample an iterate, in order, the first at iteration 0; energies are means per particle, any unit.</param>
    /// <exception cref="ArgumentException">The curve is empty, out of order or not finite.</exception>
    public StoppingDecision Decide(IReadOnlyList<StoppingSample> curve)
    {
        Check(curve);
        StoppingSample first = curve[0], best = curve[0];
        foreach (StoppingSample sample in curve)
        {
            double needed = LeastGain * Math.Max(0, first.HeldOutEnergy - best.HeldOutEnergy);
            bool emptyBefore = best.Iteration == 0 && sample.Iteration > 0; // iteration 0 is a map of zeros, and never a result
            if (emptyBefore || best.HeldOutEnergy - sample.HeldOutEnergy > needed)
            {
                best = sample;
            }
        }
        StoppingSample last = curve[^1];
        int since = last.Iteration - best.Iteration;
        if (last.Iteration >= Most)
        {
            return new(true, best.Iteration, $"the limit of {Most} iterations is reached");
        }
        if (last.Iteration >= Fewest && since >= Patience)
        {
            string why = last.TrainingEnergy < best.TrainingEnergy
                ? "the energy still falls on the particles used, but no longer on those held out: more iterations only fit noise"
                : "the energy no longer falls";
            return new(true, best.Iteration, why);
        }
        return new(false, best.Iteration, "held-out particles still gain");
    }

    private static void Check(IReadOnlyList<StoppingSample> curve)
    {
        if (curve.Count == 0)
        {
            throw new ArgumentException("the curve is empty", nameof(curve));
        }
        for (int i = 0; i < curve.Count; i++)
        {
            if (!double.IsFinite(curve[i].HeldOutEnergy) || !double.IsFinite(curve[i].TrainingEnergy) || (i > 0 && curve[i].Iteration <= curve[i - 1].Iteration))
            {
                throw new ArgumentException($"sample {i} ({curve[i]}) is not finite or out of order", nameof(curve));
            }
        }
    }
}
