using System.Globalization;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Imaging;

/// <summary>Computes tables of the phases that an optics group's higher aberrations add to a spectrum of one box; callers keep and share the tables.</summary>
/// <remarks>
/// RELION's convention (obs_model, tilt_helper): at frequency s of the image everything is taken at M s, M the magnification
/// matrix. Symmetric terms are added to the CTF's phase; antisymmetric terms and beam tilt turn the image's spectrum by
/// exp(iφ), φ = Σ c_k Z_k(M s) − 2π Cs λ² |M s|² (t · M s), t the beam tilt in radians.
/// </remarks>
internal static class Aberrations
{
    /// <summary>Returns a text that is equal for groups with equal tables at a box and magnification of the pixels.</summary>
    public static string KeyOf(OpticsGroup optics) => string.Create(
        CultureInfo.InvariantCulture,
        $"{optics.VoltageKilovolt:R} {optics.SphericalAberrationMillimetre:R} {optics.PixelSizeAngstrom:R} {optics.BeamTiltX:R} {optics.BeamTiltY:R} {optics.Magnification.M00:R} {optics.Magnification.M01:R} {optics.Magnification.M10:R} {optics.Magnification.M11:R} o {Text(optics.OddZernike)} e {Text(optics.EvenZernike)}");

    /// <summary>The phase g(s) of the even Zernike coefficients, radians, [ky][kx] on the half spectrum; null where the group has none.</summary>
    public static float[]? EvenPhase(OpticsGroup optics, int n, double pixelSizeAngstrom)
    {
        if (!optics.EvenZernike.Any(c => c != 0))
        {
            return null;
        }
        return Table(optics, n, pixelSizeAngstrom, (x, y) => Sum(optics.EvenZernike, Zernike.Even, x, y));
    }

    /// <summary>The antisymmetric phase of beam tilt and odd Zernike coefficients; null where the group has none.</summary>
    public static AberrationPhase? OddPhase(OpticsGroup optics, int n, double pixelSizeAngstrom)
    {
        if (optics.BeamTiltX == 0 && optics.BeamTiltY == 0 && !optics.OddZernike.Any(c => c != 0))
        {
            return null;
        }
        double lambda = Ctf.WavelengthAngstrom(optics.VoltageKilovolt);
        // mm to Å and mrad to rad: 1e7 · 1e-3.
        double tilt = 2 * Math.PI * optics.SphericalAberrationMillimetre * 1e4 * lambda * lambda;
        return new AberrationPhase(Table(optics, n, pixelSizeAngstrom, (x, y) =>
            Sum(optics.OddZernike, Zernike.Odd, x, y) - tilt * (x * x + y * y) * (optics.BeamTiltX * x + optics.BeamTiltY * y)));
    }

    private static string Text(IReadOnlyList<double> coefficients) => string.Join(' ', coefficients.Select(c => c.ToString("R", CultureInfo.InvariantCulture)));

    private static double Sum(IReadOnlyList<double> coefficients, Func<int, (int M, int N)> index, double x, double y)
    {
        double sum = 0;
        for (int i = 0; i < coefficients.Count; i++)
        {
            (int m, int n) = index(i);
            sum += coefficients[i] * Zernike.Value(m, n, x, y);
        }
        return sum;
    }

    private static float[] Table(OpticsGroup optics, int n, double pixelSizeAngstrom, Func<double, double, double> phase)
    {
        int width = n / 2 + 1;
        double step = 1 / (n * pixelSizeAngstrom);
        (double a, double b, double c, double d) = optics.Magnification;
        var table = new float[n * width];
        for (int row = 0; row < n; row++)
        {
            double y = (row < n / 2 ? row : row - n) * step;
            for (int kx = 0; kx < width; kx++)
            {
                double x = kx * step;
                // Whole turns are subtracted in double, so that large coefficients keep their precision.
                table[row * width + kx] = (float)Math.IEEERemainder(phase(a * x + b * y, c * x + d * y), 2 * Math.PI);
            }
        }
        return table;
    }
}
