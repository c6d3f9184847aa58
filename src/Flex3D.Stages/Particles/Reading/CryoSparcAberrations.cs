using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>The aberrations of a cryoSPARC exposure group, and their conversion to the terms of an optics group.</summary>
/// <remarks>
/// <para>cryoSPARC keeps lengths in Å of the wave aberration in polar form, θ from x: with λ the wavelength and k the spatial frequency
/// (1/Å), tilt T = tilt_A, trefoil A = trefoil_A and tetra S = tetra_A, an image carries the factor exp(iφ) with
/// φ = 2π λ² k² (T · k) + (2π/3) λ² k³ (A₀ cos 3θ + A₁ sin 3θ), and the CTF's phase is reduced by
/// g = 2π λ³ k⁴ (S₀ cos 2θ + S₁ sin 2θ) + (π/2) λ³ k⁴ (S₂ cos 4θ + S₃ sin 4θ).</para>
/// <para>shift_A moves the image by +shift_A, so it is subtracted from the particle's origin. It undoes the part of the tilt that poses
/// took up before the tilt was known, so its phase, −2π shift_A · k, is opposite to the tilt's. anisomag is the magnification matrix less the
/// identity, row-major, at frequencies as RELION's.</para>
/// <para>RELION's radial polynomials mix orders: ρ³ cos θ = (Z₃₁ + 2 Z₁₁)/3 and ρ⁴ cos 2θ = (Z₄₂ + 3 Z₂₂)/4. Its beam tilt has the
/// opposite sign: −2π Cs λ² k² (t · k).</para>
/// <para>Signs and prefactors follow specter (joelyeois/specter, io/_cryosparc.py), which derives them from cryoSPARC; its transfer function
/// is exp(−iχ), and its θ counts from y, which accounts for the signs it lists. No images of cryoSPARC were at hand to compare them with.</para>
/// </remarks>
/// <param name="TiltX">tilt_A, Å.</param>
/// <param name="TrefoilX">trefoil_A, Å.</param>
/// <param name="Star2X">tetra_A[0] and [1], Å: secondary astigmatism.</param>
/// <param name="Tetra4X">tetra_A[2] and [3], Å: fourfold astigmatism.</param>
/// <param name="Magnification">I + anisomag.</param>
internal readonly record struct CryoSparcAberrations(
    double TiltX, double TiltY, double TrefoilX, double TrefoilY, double Star2X, double Star2Y, double Tetra4X, double Tetra4Y, (double M00, double M01, double M10, double M11) Magnification)
{
    /// <summary>The largest change of a magnification that is taken for one: a whole matrix, not its difference from identity, is larger.</summary>
    private const double MostMagnification = 0.5;

    /// <summary>The columns of aberrations.</summary>
    public static readonly string[] Columns = ["ctf/shift_A", "ctf/tilt_A", "ctf/trefoil_A", "ctf/tetra_A", "ctf/anisomag"];

    /// <summary>No aberrations.</summary>
    public static CryoSparcAberrations None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, (1, 0, 0, 1));

    /// <summary>Reads the aberrations of a row; columns that the dataset lacks are 0.</summary>
    /// <exception cref="Faults.InputException">A value is not finite, or anisomag is not a small change.</exception>
    public static CryoSparcAberrations Of(CsFile file, int row)
    {
        double Number(string name, int element) => file.Has(name) ? CryoSparcColumns.Finite(file, name, row, element) : 0;
        double Magnified(int element) => Number("ctf/anisomag", element) is var change && Math.Abs(change) <= MostMagnification ? change
            : throw CryoSparcColumns.Bad(file, "ctf/anisomag", row, change, "a magnification matrix less the identity, near 0", "export the particles again from cryoSPARC, or leave the aberrations out on purpose (inputs.ignoreAberrations)");
        return new(
            Number("ctf/tilt_A", 0), Number("ctf/tilt_A", 1), Number("ctf/trefoil_A", 0), Number("ctf/trefoil_A", 1),
            Number("ctf/tetra_A", 0), Number("ctf/tetra_A", 1), Number("ctf/tetra_A", 2), Number("ctf/tetra_A", 3),
            (1 + Magnified(0), Magnified(1), Magnified(2), 1 + Magnified(3)));
    }

    /// <summary>Returns an optics group with these aberrations.</summary>
    /// <param name="group">The group, with its voltage and spherical aberration.</param>
    public OpticsGroup AddTo(OpticsGroup group)
    {
        double lambda = ElectronWavelength.Angstrom(group.VoltageKilovolt), square = lambda * lambda, cube = square * lambda;
        double tilt = 2 * Math.PI * square, trefoil = tilt / 3, star = 2 * Math.PI * cube, tetra = star / 4;
        double csAngstrom = group.SphericalAberrationMillimetre * 1e7;
        bool asAngle = csAngstrom != 0; // a corrected microscope has coma without a tilt that would explain it
        (double comaX, double comaY) = asAngle ? (0, 0) : (tilt * TiltX / 3, tilt * TiltY / 3);
        bool odd = TrefoilX != 0 || TrefoilY != 0 || comaX != 0 || comaY != 0, even = Star2X != 0 || Star2Y != 0 || Tetra4X != 0 || Tetra4Y != 0;
        return group with
        {
            BeamTiltX = asAngle ? -1e3 * TiltX / csAngstrom : 0,
            BeamTiltY = asAngle ? -1e3 * TiltY / csAngstrom : 0,
            OddZernike = odd ? [2 * comaY, 2 * comaX, trefoil * TrefoilY, comaY, comaX, trefoil * TrefoilX] : [],
            EvenZernike = even ? [0, 0.75 * star * Star2Y, 0, 0.75 * star * Star2X, tetra * Tetra4Y, 0.25 * star * Star2Y, 0, 0.25 * star * Star2X, tetra * Tetra4X] : [],
            Magnification = Magnification,
        };
    }
}
