namespace Flex3D.Stages.Halves;

/// <summary>How well the models of two half-sets agree on the motion of particles that neither was trained on.</summary>
/// <remarks>
/// Each number is over displacements d₁ and d₂ of the same places in the same particles, each less its mean over the particles. Both latents of a particle come from its one image: what its noise
/// does to both is not in the difference, and is told by the uncertainty of its latent.
/// </remarks>
/// <param name="Particles">Number of particles.</param>
/// <param name="Supported">In how many of the two models these particles support the motion, 0 to 2.</param>
/// <param name="Moving">The tenth of the density that moves most.</param>
/// <param name="Rest">The other density.</param>
public sealed record ModelAgreement(int Particles, int Supported, RegionAgreement Moving, RegionAgreement Rest);

/// <summary>The agreement in a region of the molecule.</summary>
/// <param name="MotionAngstrom">How far it moves: RMS of d₁ and d₂, Å.</param>
/// <param name="DifferenceAngstrom">RMS of d₁ − d₂, Å.</param>
/// <param name="Correlation">⟨d₁·d₂⟩/√(⟨d₁²⟩⟨d₂²⟩): 1 for the same motion, 0 for unrelated ones; 0 where nothing moves.</param>
/// <param name="Amplitude">√(⟨d₂²⟩/⟨d₁²⟩): 1 for motions of one size; 0 where nothing moves.</param>
public sealed record RegionAgreement(double MotionAngstrom, double DifferenceAngstrom, double Correlation, double Amplitude)
{
    /// <summary>By how much other data would change the model of all particles, Å: half the difference, since a half-set changes its model √2 times as much, and a difference has √2 times that of each. What both models have wrong is not in it.</summary>
    public double ErrorAngstrom => DifferenceAngstrom / 2;

    /// <summary>Makes the numbers from sums over places and particles, each place weighted with its share of the region's density.</summary>
    /// <param name="first">⟨d₁²⟩, Å².</param>
    /// <param name="second">⟨d₂²⟩, Å².</param>
    /// <param name="product">⟨d₁·d₂⟩, Å².</param>
    internal static RegionAgreement Of(double first, double second, double product)
    {
        bool moves = first > 0 && second > 0;
        return new(
            Math.Sqrt((first + second) / 2), Math.Sqrt(Math.Max(0, first + second - 2 * product)), moves ? product / Math.Sqrt(first * second) : 0, moves ? Math.Sqrt(second / first) : 0);
    }
}
