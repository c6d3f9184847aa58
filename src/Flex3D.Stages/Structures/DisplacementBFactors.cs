namespace Flex3D.Stages.Structures;

/// <summary>B factors of a motion: B = 8π²/3 ⟨|u|²⟩ in Å², u an atom's displacement from its mean over the particles.</summary>
/// <remarks>The isotropic B factor whose mean square displacement is that of the atom (B = 8π² ⟨u_x²⟩, and ⟨|u|²⟩ = 3⟨u_x²⟩). It has the motion alone, not the disorder that remains around it.</remarks>
public static class DisplacementBFactors
{
    /// <summary>Computes the B factor of each atom.</summary>
    /// <param name="conformations">Positions in the conformation of each particle, [atom][x, y, z], Å; at least one.</param>
    public static double[] Of(IEnumerable<double[]> conformations)
    {
        double[] mean = [], squares = [];
        int count = 0;
        foreach (double[] positions in conformations)
        {
            // Welford's update, so that large coordinates do not cancel.
            (mean, squares) = count++ == 0 ? (new double[positions.Length], new double[positions.Length]) : (mean, squares);
            for (int i = 0; i < positions.Length; i++)
            {
                double before = positions[i] - mean[i];
                mean[i] += before / count;
                squares[i] += before * (positions[i] - mean[i]);
            }
        }
        double[] factors = new double[mean.Length / 3];
        for (int atom = 0; atom < factors.Length; atom++)
        {
            factors[atom] = 8 * Math.PI * Math.PI / 3 * (squares[3 * atom] + squares[3 * atom + 1] + squares[3 * atom + 2]) / count;
        }
        return factors;
    }
}
