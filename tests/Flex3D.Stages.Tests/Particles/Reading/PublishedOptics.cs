using System.Numerics;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Tests.Particles.Reading;

/// <summary>cryoSPARC's aberrations as the wave aberration of Krivanek's polar form, in double precision, at ω = kx + i ky (1/Å).</summary>
/// <remarks>Signs: an image carries exp(iφ); shift_A moves it by +shift_A against an origin that moves it by −origin.</remarks>
internal sealed record PublishedOptics(double[] Shift, double[] Tilt, double[] Trefoil, double[] Tetra, double[] Anisomag)
{
    private const double Lambda = 0.01968761530923358; // 300 kV

    public static PublishedOptics None { get; } = new([0, 0], [0, 0], [0, 0], [0, 0, 0, 0], [0, 0, 0, 0]);

    public Complex Magnify(Complex s) => new((1 + Anisomag[0]) * s.Real + Anisomag[1] * s.Imaginary, Anisomag[2] * s.Real + (1 + Anisomag[3]) * s.Imaginary);

    /// <summary>φ of tilt and trefoil.</summary>
    public double Odd(Complex w)
    {
        double square = w.Real * w.Real + w.Imaginary * w.Imaginary;
        Complex coma = Complex.Conjugate(new(Tilt[0], Tilt[1])) * w * square, three = Complex.Conjugate(new(Trefoil[0], Trefoil[1])) * w * w * w / 3;
        return 2 * Math.PI * Lambda * Lambda * (coma + three).Real;
    }

    /// <summary>g of the fourth-order terms, by which the CTF's phase is less.</summary>
    public double Even(Complex w)
    {
        double square = w.Real * w.Real + w.Imaginary * w.Imaginary;
        Complex star = Complex.Conjugate(new(Tetra[0], Tetra[1])) * w * w * square, four = Complex.Conjugate(new(Tetra[2], Tetra[3])) * w * w * w * w / 4;
        return 2 * Math.PI * Math.Pow(Lambda, 3) * (star + four).Real;
    }

    /// <summary>The image of point scatterers, [y][x], without its mean and Nyquist frequencies: CTF, phase, magnification and shift in Fourier space.</summary>
    /// <param name="axes">The rotated points' x and y, Å from the centre.</param>
    public float[] Image(int n, double pixel, IReadOnlyList<(double X, double Y)> axes, double originX, double originY, Func<Complex, double, double> ctf)
    {
        var spectrum = new Complex[n * n];
        for (int i = 0; i < spectrum.Length; i++)
        {
            int kx = i % n < n / 2 ? i % n : i % n - n, ky = i / n < n / 2 ? i / n : i / n - n;
            if ((kx, ky) == (0, 0) || kx == -n / 2 || ky == -n / 2)
            {
                continue;
            }
            Complex s = new(kx / (n * pixel), ky / (n * pixel)), w = Magnify(s), sum = 0;
            foreach ((double x, double y) in axes)
            {
                sum += Turn(w.Real * x + w.Imaginary * y);
            }
            double centre = n / 2 * pixel;
            sum *= Turn(s.Real * (centre - originX + Shift[0]) + s.Imaginary * (centre - originY + Shift[1]));
            spectrum[i] = sum * ctf(w, Even(w)) * Complex.FromPolarCoordinates(1, Odd(w));
        }
        return [.. Enumerable.Range(0, n * n).Select(pixelIndex =>
        {
            Complex sum = 0;
            for (int k = 0; k < spectrum.Length; k++)
            {
                sum += spectrum[k] * Turn(-(double)(k % n * (pixelIndex % n) + k / n * (pixelIndex / n)) / n);
            }
            Math.Abs(sum.Imaginary).ShouldBeLessThan(1e-9 * n * n, "an image is real");
            return (float)(sum.Real / (n * n));
        })];

        static Complex Turn(double turns) => Complex.FromPolarCoordinates(1, -2 * Math.PI * turns);
    }

    /// <summary>The CTF of a particle of <see cref="TestDataset.Whole(int, int, double, double, double)"/>.</summary>
    public static Func<Complex, double, double> Ctf(int row) => (w, even) =>
    {
        double u = 12000 + 100 * row, v = 11000 + 100 * row, angle = (float)(0.4 + row), square = w.Real * w.Real + w.Imaginary * w.Imaginary;
        double defocus = (u + v) / 2 + (u - v) / 2 * Math.Cos(2 * (w.Phase - angle));
        return Math.Sin(Math.PI * Lambda * defocus * square - Math.PI / 2 * 2.7e7 * Math.Pow(Lambda, 3) * square * square + Math.Asin(0.1) - even);
    };

    public TestDataset AddTo(TestDataset dataset) => dataset.Add("ctf/shift_A", _ => Shift).Add("ctf/tilt_A", _ => Tilt).Add("ctf/trefoil_A", _ => Trefoil).Add("ctf/tetra_A", _ => Tetra).Add("ctf/anisomag", _ => Anisomag);

    /// <summary>Points of a molecule, rotated: x and y in Å.</summary>
    public static IReadOnlyList<(double X, double Y)> Project(IReadOnlyList<(double X, double Y, double Z)> points, Rotation a) =>
        [.. points.Select(p => (a.M00 * p.X + a.M01 * p.Y + a.M02 * p.Z, a.M10 * p.X + a.M11 * p.Y + a.M12 * p.Z))];
}
