namespace Flex3D.Stages.Training;

/// <summary>Figures of an epoch, summed over particles in the order of the table so that they never depend on the order of the shards.</summary>
internal sealed class EpochSummary(TrainingState state, int[] held)
{
    private readonly HashSet<int> _held = [.. held];

    public EpochRecord Record(int epoch, EpochKind kind)
    {
        double loss = 0, rigid = 0;
        int trained = 0;
        for (int p = 0; p < state.Scale.Length; p++)
        {
            if (!_held.Contains(p))
            {
                loss += Loss(p);
                rigid += state.Rigidity[p];
                trained++;
            }
        }
        double flexedHeld = 0, rigidHeld = 0, gain = 0, square = 0;
        foreach (int p in held)
        {
            flexedHeld += Loss(p);
            rigidHeld += state.HeldOutRigid[p];
            gain += state.HeldOutGain[p];
            square += (double)state.HeldOutGain[p] * state.HeldOutGain[p];
        }
        double n = held.Length == 0 ? double.NaN : held.Length;
        double error = Math.Sqrt(Math.Max(0, square / n - gain / n * (gain / n)) / Math.Max(1, n - 1));
        bool predictive = kind == EpochKind.Embed;
        return new(epoch, kind, loss / trained, rigid / trained, flexedHeld / n, rigidHeld / n, predictive ? gain / n : double.NaN, predictive ? error : double.NaN, held.Length);
    }

    /// <summary>
    /// Spread τ of the training particles' contrasts by moments: Σ a(b/a − μ)² has mean N(1 + āτ²); 0 unless the excess is beyond
    /// three standard errors.
    /// </summary>
    public double ScaleSpread()
    {
        double crossSum = 0, powerSum = 0, chi = 0;
        int count = 0;
        for (int p = 0; p < state.Cross.Length; p++)
        {
            if (!_held.Contains(p))
            {
                crossSum += state.Cross[p];
                powerSum += state.Power[p];
                count++;
            }
        }
        double mean = crossSum / powerSum;
        for (int p = 0; p < state.Cross.Length; p++)
        {
            if (!_held.Contains(p))
            {
                double deviation = state.Cross[p] - mean * state.Power[p];
                chi += deviation * deviation / Math.Max(state.Power[p], 1e-12);
            }
        }
        double excess = chi - count;
        return excess > 3 * Math.Sqrt(2.0 * count) ? Math.Sqrt(excess / powerSum) : 0;
    }

    private double Loss(int p) => state.Constant[p] - state.Scale[p] * state.Cross[p] + 0.5 * state.Scale[p] * state.Scale[p] * state.Power[p];
}
