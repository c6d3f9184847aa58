using Flex3D.Stages.Faults;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>The aberrations of an optics group in cryoSPARC's units, and the corrections to each particle of what they cannot hold.</summary>
/// <remarks>
/// <para>With λ the wavelength and k, θ the polar coordinates of a frequency in 1/Å, a recorded image carries exp(iφ) and its CTF is −sin(γ + g), where</para>
/// <para>φ = 2π λ² k³ [tilt_A · (cos θ, sin θ) + ⅓ trefoil_A · (cos 3θ, sin 3θ)] − 2π shift_A · k,</para>
/// <para>g = 2π λ³ k⁴ [tetra_A₀ cos 2θ + tetra_A₁ sin 2θ + ¼ tetra_A₂ cos 4θ + ¼ tetra_A₃ sin 4θ],</para>
/// <para>both taken at M s, M = 1 + anisomag, but for shift_A, which is a displacement of the image as it is. RELION's are Σ c Z(M s) of un-normalised Zernike polynomials, with φ less 2π Cs λ² s² (t · s) for a beam
/// tilt t. Its lower-order parts go into shift_A and, of each particle, into the defocus and the phase shift; Z₄⁰ into Cs.</para>
/// </remarks>
internal sealed record OpticsAberrations
{
    /// <summary>Displacement of the images, Å: the particle's origin is less by it.</summary>
    public (double X, double Y) Shift { get; init; }

    /// <summary>Coma, Å: Cs times a beam tilt of the opposite sign to RELION's.</summary>
    public (double X, double Y) Tilt { get; init; }

    /// <summary>Threefold astigmatism, Å.</summary>
    public (double X, double Y) Trefoil { get; init; }

    /// <summary>Secondary and fourfold astigmatism, Å: 2θ cosine and sine, 4θ cosine and sine.</summary>
    public IReadOnlyList<double> Tetra { get; init; } = [0, 0, 0, 0];

    /// <summary>Magnification matrix less the identity, row-major.</summary>
    public IReadOnlyList<double> Anisomag { get; init; } = [0, 0, 0, 0];

    /// <summary>Spherical aberration with that of Z₄⁰, mm.</summary>
    public double SphericalAberrationMillimetre { get; init; }

    /// <summary>Defocus to add, Å.</summary>
    public double Defocus { get; init; }

    /// <summary>Astigmatism ½(U − V) to add as a vector: its cosine and sine of twice the angle, Å.</summary>
    public (double Cos, double Sin) Astigmatism { get; init; }

    /// <summary>Phase shift to add, radians.</summary>
    public double Phase { get; init; }

    /// <summary>Converts those of a RELION optics group.</summary>
    /// <param name="place">The group's place in its file, for the error message.</param>
    /// <exception cref="InputException">There is a polynomial of an order that cryoSPARC has not.</exception>
    public static OpticsAberrations Of(OpticsGroup optics, string path, string place)
    {
        Require(optics.OddZernike, 6, "rlnOddZernike", "to the third order: the first 6 coefficients", path, place);
        Require(optics.EvenZernike, 9, "rlnEvenZernike", "to the fourth order: the first 9 coefficients", path, place);
        double Odd(int i) => i < optics.OddZernike.Count ? optics.OddZernike[i] : 0;
        double Even(int i) => i < optics.EvenZernike.Count ? optics.EvenZernike[i] : 0;
        double lambda = Ctf.WavelengthAngstrom(optics.VoltageKilovolt), cs = optics.SphericalAberrationMillimetre * 1e7;
        double third = 2 * Math.PI * lambda * lambda, fourth = 2 * Math.PI * lambda * lambda * lambda;
        // Z(±1, 3) = (3r³ − 2r) cos or sin θ; Z(±2, 4) = (4r⁴ − 3r²) cos or sin 2θ; Z(0, 4) = 6r⁴ − 6r² + 1; Z(0, 2) = 2r² − 1.
        double quadratic = 2 * Even(2) - 6 * Even(6);
        (double a, double b, double c, double d) = optics.Magnification;
        double shiftX = (2 * Odd(4) - Odd(1)) / (2 * Math.PI), shiftY = (2 * Odd(3) - Odd(0)) / (2 * Math.PI);
        return new OpticsAberrations
        {
            Shift = (a * shiftX + c * shiftY, b * shiftX + d * shiftY), // shift · M s is (the transpose of M times shift) · s
            Tilt = (3 * Odd(4) / third - cs * optics.BeamTiltX * 1e-3, 3 * Odd(3) / third - cs * optics.BeamTiltY * 1e-3),
            Trefoil = (3 * Odd(5) / third, 3 * Odd(2) / third),
            Tetra = [4 * Even(7) / fourth, 4 * Even(5) / fourth, 4 * Even(8) / fourth, 4 * Even(4) / fourth],
            Anisomag = [a - 1, b, c, d - 1],
            SphericalAberrationMillimetre = optics.SphericalAberrationMillimetre + 6 * Even(6) / (0.25 * fourth) * 1e-7,
            Defocus = -quadratic / (Math.PI * lambda),
            Astigmatism = ((3 * Even(7) - Even(3)) / (Math.PI * lambda), (3 * Even(5) - Even(1)) / (Math.PI * lambda)),
            Phase = Even(2) - Even(0) - Even(6),
        };
    }

    /// <summary>Adds these aberrations, as RELION's, to an optics group; the shift is not among them: it belongs into the origins.</summary>
    public OpticsGroup Put(OpticsGroup optics) => new CryoSparcAberrations(
        Tilt.X, Tilt.Y, Trefoil.X, Trefoil.Y, Tetra[0], Tetra[1], Tetra[2], Tetra[3], (1 + Anisomag[0], Anisomag[1], Anisomag[2], 1 + Anisomag[3])).AddTo(optics);

    private static void Require(IReadOnlyList<double> coefficients, int most, string label, string expected, string path, string place)
    {
        if (coefficients.Skip(most).Any(value => value != 0))
        {
            throw new InputException(path, $"{place}, column _{label}", $"{coefficients.Count} coefficients, of higher orders than cryoSPARC has", expected, "leave the aberrations out on purpose with --ignore-aberrations, and estimate them again in cryoSPARC");
        }
    }
}
