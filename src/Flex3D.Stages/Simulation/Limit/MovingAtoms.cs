namespace Flex3D.Stages.Simulation.Limit;

/// <summary>Tells the atoms that move from those that stay.</summary>
public static class MovingAtoms
{
    /// <summary>An atom counts as moving if its RMS displacement is at least this fraction of the largest of all atoms.</summary>
    public const double Fraction = 0.25;

    /// <summary>Where no atom's RMS displacement reaches this, Å, none counts as moving.</summary>
    public const double LeastAngstrom = 0.1;

    /// <summary>Returns, for each atom, whether it moves.</summary>
    /// <param name="rms">RMS displacement of each atom from its mean position over the particles, Å.</param>
    public static bool[] Of(ReadOnlySpan<double> rms)
    {
        double largest = 0;
        foreach (double value in rms)
        {
            largest = Math.Max(largest, value);
        }
        bool[] moving = new bool[rms.Length];
        for (int a = 0; a < moving.Length; a++)
        {
            moving[a] = largest >= LeastAngstrom && rms[a] >= Fraction * largest;
        }
        return moving;
    }

    /// <summary>Computes the RMS displacement of each atom from its mean position, Å.</summary>
    /// <param name="positions">Positions in each conformation, [conformation][3·atom + axis], Å.</param>
    public static double[] Rms(IReadOnlyList<double[]> positions)
    {
        int length = positions[0].Length;
        double[] mean = new double[length], rms = new double[length / 3];
        foreach (double[] at in positions)
        {
            for (int i = 0; i < length; i++)
            {
                mean[i] += at[i] / positions.Count;
            }
        }
        foreach (double[] at in positions)
        {
            for (int i = 0; i < length; i++)
            {
                rms[i / 3] += (at[i] - mean[i]) * (at[i] - mean[i]) / positions.Count;
            }
        }
        return Array.ConvertAll(rms, Math.Sqrt);
    }
}
