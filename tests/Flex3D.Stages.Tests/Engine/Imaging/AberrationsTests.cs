using System.Numerics;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;

namespace Flex3D.Tests.Engine.Imaging;

public class AberrationsTests
{
    private const int N = 20;
    private const double Pixel = 1.3;

    [Fact]
    public void A_group_without_aberrations_needs_no_table()
    {
        Aberrations.EvenPhase(CtfTests.Optics() with { EvenZernike = [0, 0] }, N, Pixel).ShouldBeNull();
        Aberrations.OddPhase(CtfTests.Optics(), N, Pixel).ShouldBeNull();
    }

    [Fact]
    public void Beam_tilt_and_odd_Zernike_terms_turn_the_phase_as_in_RELION()
    {
        OpticsGroup optics = CtfTests.Optics() with { BeamTiltX = 0.4, BeamTiltY = -0.7, OddZernike = [1, -2, 3, 4, -5, 6] };
        AberrationPhase phase = Aberrations.OddPhase(optics, N, Pixel)!;
        double lambda = Ctf.WavelengthAngstrom(300), scale = 2.7 * 20000 * lambda * lambda * Math.PI;
        for (int row = 0; row < N; row++)
        {
            for (int kx = 0; kx <= N / 2; kx++)
            {
                double x = kx / (N * Pixel), y = (row < N / 2 ? row : row - N) / (N * Pixel), r2 = x * x + y * y;

                // RELION folds the tilt into Z1 and Z3: +2 c on Z1, + c on Z3, c = −scale·tilt/3.
                double cx = -scale * 0.4 / 3, cy = scale * 0.7 / 3;
                double expected = (1 + 2 * cy) * y + (-2 + 2 * cx) * x + 3 * (3 * x * x * y - y * y * y)
                    + (4 + cy) * (3 * r2 - 2) * y + (-5 + cx) * (3 * r2 - 2) * x + 6 * (x * x * x - 3 * x * y * y);
                int i = row * (N / 2 + 1) + kx;
                phase.Cos[i].ShouldBe((float)Math.Cos(expected), 1e-5f);
                phase.Sin[i].ShouldBe((float)Math.Sin(expected), 1e-5f);
            }
        }
    }

    [Fact]
    public void The_conjugate_is_adjoint_and_inverse()
    {
        AberrationPhase phase = Aberrations.OddPhase(CtfTests.Optics() with { BeamTiltX = 2 }, N, Pixel)!;
        int count = N * (N / 2 + 1);
        float[][] v = [.. Enumerable.Range(0, 4).Select(k => Enumerable.Range(0, count).Select(i => (float)CounterRandom.Normal(1, 2, 3, (ulong)k, (ulong)i)).ToArray())];
        float[] re = (float[])v[0].Clone(), im = (float[])v[1].Clone(), backRe = (float[])v[2].Clone(), backIm = (float[])v[3].Clone();
        phase.Apply(re, im);
        phase.ApplyConjugate(backRe, backIm);
        double left = 0, right = 0;
        for (int i = 0; i < count; i++)
        {
            left += (double)re[i] * v[2][i] + (double)im[i] * v[3][i];
            right += (double)backRe[i] * v[0][i] + (double)backIm[i] * v[1][i];
        }
        (left / right).ShouldBe(1, 1e-5);

        phase.ApplyConjugate(re, im);
        for (int i = 0; i < count; i++)
        {
            re[i].ShouldBe(v[0][i], 1e-5f);
            im[i].ShouldBe(v[1][i], 1e-5f);
        }
    }

    [Fact]
    public void Magnified_points_land_where_RELION_slices_the_map()
    {
        (double M00, double M01, double M10, double M11) m = (1.03, 0.02, -0.01, 0.98);
        Rotation a = Rotation.FromEulerDegrees(30, 50, -70);
        (double X, double Y, double Z)[] points = [(10, -20, 5), (-7, 3, 15), (0, 25, -12)];
        (double x0, double x1, double x2, double y0, double y1, double y2) = MagnificationMatrix.Project(m, a);
        foreach ((double sx, double sy) in new[] { (0.02, 0.01), (-0.03, 0.04), (0.05, -0.02) })
        {
            // The slice: the map's transform at k = Aᵀ (M s, 0), the inverse of RELION's M⁻¹A applied to s.
            double mx = m.M00 * sx + m.M01 * sy, my = m.M10 * sx + m.M11 * sy;
            (double kx, double ky, double kz) = (a.M00 * mx + a.M10 * my, a.M01 * mx + a.M11 * my, a.M02 * mx + a.M12 * my);
            Complex slice = 0, image = 0;
            foreach ((double x, double y, double z) in points)
            {
                slice += Complex.Exp(new Complex(0, -2 * Math.PI * (kx * x + ky * y + kz * z)));
                double px = x0 * x + x1 * y + x2 * z, py = y0 * x + y1 * y + y2 * z;
                image += Complex.Exp(new Complex(0, -2 * Math.PI * (sx * px + sy * py)));
            }
            (slice - image).Magnitude.ShouldBeLessThan(1e-9);
        }
    }
}
