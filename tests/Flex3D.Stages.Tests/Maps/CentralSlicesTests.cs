using Flex3D.Stages.Checks;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Tests.Maps;

/// <summary>Slices of a map of Gaussians against the Gaussians' own Fourier transform.</summary>
public class CentralSlicesTests
{
    private const double Sigma = 4, Pixel = 2;
    private static readonly (double X, double Y, double Z)[] s_atoms = [(3, -8, 5), (-11, 4, 9), (7, 12, -6), (0, 0, 0)];

    [Theory]
    [InlineData(32)]
    [InlineData(36)]
    public void SpectrumIsThatOfTheMapAboutItsCentre(int box)
    {
        CentralSlices slices = CentralSlices.Of(Gaussians(box), 2 * Pixel, 1);

        double worst = 0, scale = Spectrum(0, 0, 0).Re;
        for (int i = 0; i < 400; i++)
        {
            // Frequencies in all directions, of both signs along each axis, up to half of Nyquist.
            double length = 0.125 * ((i % 20) / 20.0), polar = 0.3 + 0.13 * i, azimuth = 1.7 * i;
            (double x, double y, double z) = (length * Math.Sin(polar) * Math.Cos(azimuth), length * Math.Sin(polar) * Math.Sin(azimuth), length * Math.Cos(polar));
            (float re, float im) = slices.At(x, y, z);
            (double wantRe, double wantIm) = Spectrum(x, y, z);
            worst = Math.Max(worst, Math.Sqrt((re - wantRe) * (re - wantRe) + (im - wantIm) * (im - wantIm)));
        }

        worst.ShouldBeLessThan(0.05 * scale); // trilinear interpolation in a box padded twice
    }

    [Fact]
    public void ALargeMapIsReducedToTheResolutionThatIsUsed()
    {
        CentralSlices fine = CentralSlices.Of(Gaussians(64), 2 * Pixel, 1), coarse = CentralSlices.Of(Gaussians(64), 4 * Pixel, 1);

        (float re, float im) = fine.At(0.03, -0.02, 0.04);
        (float coarseRe, float coarseIm) = coarse.At(0.03, -0.02, 0.04);
        double ratio = Math.Pow(coarse.PixelSizeAngstrom / fine.PixelSizeAngstrom, 3);

        coarse.PixelSizeAngstrom.ShouldBeGreaterThan(1.5 * fine.PixelSizeAngstrom);
        (coarseRe * ratio).ShouldBe(re, 0.02 * Math.Abs(re));
        (coarseIm * ratio).ShouldBe(im, 0.02 * Math.Abs(re));
    }

    private static DensityMap Gaussians(int box)
    {
        var map = new DensityMap(box, Pixel);
        for (int z = 0; z < box; z++)
        {
            for (int y = 0; y < box; y++)
            {
                for (int x = 0; x < box; x++)
                {
                    foreach ((double ax, double ay, double az) in s_atoms)
                    {
                        double dx = (x - box / 2) * Pixel - ax, dy = (y - box / 2) * Pixel - ay, dz = (z - box / 2) * Pixel - az;
                        map[z, y, x] += (float)Math.Exp(-(dx * dx + dy * dy + dz * dz) / (2 * Sigma * Sigma));
                    }
                }
            }
        }
        return map;
    }

    // The transform of exp(−r²/2σ²), in sums over voxels.
    private static (double Re, double Im) Spectrum(double x, double y, double z)
    {
        double height = Math.Pow(2 * Math.PI * Sigma * Sigma, 1.5) / (Pixel * Pixel * Pixel) * Math.Exp(-2 * Math.PI * Math.PI * Sigma * Sigma * (x * x + y * y + z * z));
        double re = 0, im = 0;
        foreach ((double ax, double ay, double az) in s_atoms)
        {
            double phase = -2 * Math.PI * (x * ax + y * ay + z * az);
            (re, im) = (re + height * Math.Cos(phase), im + height * Math.Sin(phase));
        }
        return (re, im);
    }
}
