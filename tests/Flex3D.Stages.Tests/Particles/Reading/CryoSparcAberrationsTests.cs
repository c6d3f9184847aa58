using System.Globalization;
using System.Numerics;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Tests;
using Flex3D.Tests.Worlds;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Tests.Particles.Reading;

/// <summary>cryoSPARC's aberrations against <see cref="PublishedOptics"/>: phases, RELION's columns for the same optics, and images.</summary>
public sealed class CryoSparcAberrationsTests : IDisposable
{
    private const int N = 24;
    private const double Pixel = 2;
    private readonly TemporaryFolder _folder = new();

    public CryoSparcAberrationsTests() => _folder.Bytes("s.mrcs", [1]);

    public void Dispose() => _folder.Dispose();

    // Large enough to turn phases by some radians at 8 Å.
    private static PublishedOptics Strong(ulong seed)
    {
        double Next(int draw, double reach) => (float)(reach * (2 * CounterRandom.Uniform(seed, 7, 0, 0, (ulong)draw) - 1));
        return new([Next(0, 3), Next(1, 3)], [Next(2, 2e5), Next(3, 2e5)], [Next(4, 6e5), Next(5, 6e5)], [Next(6, 1e8), Next(7, 1e8), Next(8, 3e8), Next(9, 3e8)], [Next(10, 0.05), Next(11, 0.05), Next(12, 0.05), Next(13, 0.05)]);
    }

    private ParticleTable Read(TestDataset dataset, ParticleReadOptions? options = null) => ParticleTableReader.Read(_folder.Bytes("p.cs", dataset.Bytes()), options);

    [Theory]
    [InlineData(1, 2.7), InlineData(2, 2.7), InlineData(3, 0.001), InlineData(4, 0)]
    public void Every_term_turns_the_phase_by_the_published_formula(int seed, double cs)
    {
        PublishedOptics optics = Strong((ulong)seed);
        ParticleTable table = Read(optics.AddTo(TestDataset.Whole(2, cs: cs)));
        OpticsGroup group = table.Optics.ShouldHaveSingleItem();
        AberrationPhase odd = Aberrations.OddPhase(group, N, Pixel)!;
        float[] even = Aberrations.EvenPhase(group, N, Pixel)!;
        double largest = 0;
        for (int i = 0; i < even.Length; i++)
        {
            int kx = i % (N / 2 + 1), ky = i / (N / 2 + 1) < N / 2 ? i / (N / 2 + 1) : i / (N / 2 + 1) - N;
            Complex w = optics.Magnify(new(kx / (N * Pixel), ky / (N * Pixel)));
            ((double)odd.Cos[i]).ShouldBe(Math.Cos(optics.Odd(w)), 1e-4);
            ((double)odd.Sin[i]).ShouldBe(Math.Sin(optics.Odd(w)), 1e-4);
            Math.IEEERemainder(even[i] - optics.Even(w), 2 * Math.PI).ShouldBe(0, 1e-4);
            largest = Math.Max(largest, Math.Abs(optics.Odd(w)));
        }
        largest.ShouldBeGreaterThan(2, "the terms must matter");
        table[1].OriginXAngstrom.ShouldBe((float)0.2 * Pixel - optics.Shift[0], 1e-5);
        table[1].OriginYAngstrom.ShouldBe((float)0.7 * Pixel - optics.Shift[1], 1e-5);
    }

    [Fact]
    public void RELION_columns_of_the_same_optics_give_the_same_terms()
    {
        PublishedOptics optics = Strong(5);
        ParticleTable cryoSparc = Read(optics.AddTo(TestDataset.Whole(3)));

        // RELION's coefficients by least squares on scattered frequencies: no formula for how its polynomials mix orders.
        Complex[] at = [.. Enumerable.Range(0, 60).Select(i => new Complex(CounterRandom.Uniform(1, 8, 0, 0, (ulong)i) - 0.5, CounterRandom.Uniform(1, 8, 0, 1, (ulong)i) - 0.5))];
        string odd = Fit(at, optics.Odd, w => [w.Imaginary, w.Real, Cubed(w).Imaginary, (3 * Square(w) - 2) * w.Imaginary, (3 * Square(w) - 2) * w.Real, Cubed(w).Real]);
        string even = Fit(at, optics.Even, w =>
            [1, (w * w).Imaginary, 2 * Square(w) - 1, (w * w).Real, Fourth(w).Imaginary, (4 * Square(w) - 3) * (w * w).Imaginary, 6 * Math.Pow(Square(w), 2) - 6 * Square(w) + 1, (4 * Square(w) - 3) * (w * w).Real, Fourth(w).Real]);
        string rows = string.Concat(Enumerable.Range(0, 3).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"{i + 1}@s.mrcs 0 0 0 {cryoSparc[i].OriginXAngstrom:R} {cryoSparc[i].OriginYAngstrom:R} {12000 + 100 * i} {11000 + 100 * i} {(float)(0.4 + i) * 180 / Math.PI:R} 1\n")));
        string star = string.Create(CultureInfo.InvariantCulture, $"""
            data_optics

            loop_
            _rlnOpticsGroup
            _rlnVoltage
            _rlnSphericalAberration
            _rlnAmplitudeContrast
            _rlnImagePixelSize
            _rlnOddZernike
            _rlnEvenZernike
            _rlnMagMat00
            _rlnMagMat01
            _rlnMagMat10
            _rlnMagMat11
            1 300 2.7 0.1 2 {odd} {even} {1 + optics.Anisomag[0]:R} {optics.Anisomag[1]:R} {optics.Anisomag[2]:R} {1 + optics.Anisomag[3]:R}

            data_particles

            loop_
            _rlnImageName
            _rlnAngleRot
            _rlnAngleTilt
            _rlnAnglePsi
            _rlnOriginXAngst
            _rlnOriginYAngst
            _rlnDefocusU
            _rlnDefocusV
            _rlnDefocusAngle
            _rlnOpticsGroup
            {rows}
            """);
        ParticleTable relion = ParticleTableReader.Read(_folder.Text("p.star", star));
        float[][] images = [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, N * N).Select(k => (float)CounterRandom.Normal(3, 9, 0, (ulong)i, (ulong)k)).ToArray())];
        ImageShard a = new MemorySource(cryoSparc, images).Shard(), b = new MemorySource(relion, images).Shard();
        Same(a.TargetReal, b.TargetReal);
        Same(a.TargetImaginary, b.TargetImaginary);
        Same(a.Weight, b.Weight);
        ParticleTable without = ParticleTableReader.Read(_folder["p.star"], new ParticleReadOptions { IgnoreAberrations = true });
        (without.Optics[0].OddZernike.Count, without.Optics[0].EvenZernike.Count, without.Optics[0].Magnification).ShouldBe((0, 0, (1, 0, 0, 1)));

        static double Square(Complex w) => w.Real * w.Real + w.Imaginary * w.Imaginary;
        static Complex Cubed(Complex w) => w * w * w;
        static Complex Fourth(Complex w) => w * w * w * w;
        static void Same(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max().ShouldBeLessThan(1e-4f * a.Max(Math.Abs));
    }

    private static string Fit(Complex[] at, Func<Complex, double> phase, Func<Complex, double[]> polynomials)
    {
        Matrix<double> a = Matrix<double>.Build.DenseOfRows(at.Select(polynomials));
        var c = a.QR().Solve(MathNet.Numerics.LinearAlgebra.Vector<double>.Build.DenseOfEnumerable(at.Select(phase)));
        return $"[{string.Join(',', c.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]";
    }

    [Fact]
    public void Images_with_aberrations_correlate_with_projections_as_they_do_not_with_any_sign_changed()
    {
        PublishedOptics optics = Strong(6);
        (double X, double Y, double Z)[] points = [.. Enumerable.Range(0, 12).Select(i => (Next(i, 0), Next(i, 1), Next(i, 2)))];
        ParticleTable table = Read(optics.AddTo(TestDataset.Whole(4)));
        float[][] images = [.. Enumerable.Range(0, 4).Select(i => optics.Image(
            N, Pixel, PublishedOptics.Project(points, table[i].Rotation), Pixel * (float)(1.2 * i - 1), Pixel * (float)0.7, PublishedOptics.Ctf(i)))];
        double right = Correlation(table, images, points);
        right.ShouldBeGreaterThan(0.99999);
        Correlation(Read(optics.AddTo(TestDataset.Whole(4)), new ParticleReadOptions { IgnoreAberrations = true }), images, points).ShouldBeLessThan(0.5);
        foreach ((string name, PublishedOptics wrong) in Flipped(optics))
        {
            Correlation(Read(wrong.AddTo(TestDataset.Whole(4))), images, points).ShouldBeLessThan(right - 0.002, name);
        }

        static double Next(int point, int axis) => 14 * (2 * CounterRandom.Uniform(5, 10, 0, (ulong)point, (ulong)axis) - 1);
    }

    private static IEnumerable<(string, PublishedOptics)> Flipped(PublishedOptics optics)
    {
        static double[] At(double[] values, int i) => [.. values.Select((value, k) => k == i ? -value : value)];
        foreach (int i in Enumerable.Range(0, 4))
        {
            yield return ($"tetra_A[{i}]", optics with { Tetra = At(optics.Tetra, i) });
            yield return ($"anisomag[{i}]", optics with { Anisomag = At(optics.Anisomag, i) });
        }
        foreach (int i in Enumerable.Range(0, 2))
        {
            yield return ($"shift_A[{i}]", optics with { Shift = At(optics.Shift, i) });
            yield return ($"tilt_A[{i}]", optics with { Tilt = At(optics.Tilt, i) });
            yield return ($"trefoil_A[{i}]", optics with { Trefoil = At(optics.Trefoil, i) });
        }
    }

    // The correlation of images with the CTF-filtered projections of point scatterers at the poses of their terms.
    private static double Correlation(ParticleTable table, float[][] images, (double X, double Y, double Z)[] points)
    {
        ImageShard shard = new MemorySource(table, images).Shard();
        double product = 0, model = 0, data = 0;
        int width = N / 2 + 1, length = N * width;
        for (int i = 0; i < images.Length; i++)
        {
            ReadOnlySpan<float> pose = shard.Pose.AsSpan(i * ImageShard.PoseLength);
            for (int k = 0; k < length; k++)
            {
                double fx = k % width / (double)N, fy = (k / width < N / 2 ? k / width : k / width - N) / (double)N;
                Complex projection = 0;
                foreach ((double x, double y, double z) in points)
                {
                    double u = pose[0] * x + pose[1] * y + pose[2] * z + pose[6], v = pose[3] * x + pose[4] * y + pose[5] * z + pose[7];
                    projection += Complex.FromPolarCoordinates(1, -2 * Math.PI * (fx * u + fy * v));
                }
                projection *= Math.Pow(Sinc(fx) * Sinc(fy), 4); // the terms hold the compensation of the spline's blur
                int at = i * length + k, times = k % width == 0 ? 1 : 2;
                product += times * (projection.Real * shard.TargetReal[at] + projection.Imaginary * shard.TargetImaginary[at]);
                model += times * shard.Weight[at] * (projection.Real * projection.Real + projection.Imaginary * projection.Imaginary);
            }
            data += 2 * shard.Constant[i] * N * N;
        }
        return product / Math.Sqrt(model * data);

        static double Sinc(double f) => f == 0 ? 1 : Math.Sin(Math.PI * f) / (Math.PI * f);
    }

    [Fact]
    public void Each_set_of_aberrations_is_a_group_and_too_many_are_refused()
    {
        ParticleTable table = Read(TestDataset.Whole(6).Add("ctf/tilt_A", i => [100 * (i / 2), 0]));
        Enumerable.Range(0, 6).Select(i => table[i].Optics).ShouldBe([0, 0, 1, 1, 2, 2]);
        table.Optics[1].BeamTiltX.ShouldBe(-100 / 2.7e7 * 1e3, 1e-9); // mrad, of the other sign in RELION
        byte[] each = TestDataset.Whole(1001).Add("ctf/tilt_A", i => [i, 0]).Bytes();
        Refusal.Says(() => ParticleTableReader.Read(_folder.Bytes("each.cs", each)), "each.cs", "row 1001", "more than 1000 different sets", "inputs.ignoreAberrations");
        ParticleTableReader.Read(_folder["each.cs"], new ParticleReadOptions { IgnoreAberrations = true }).Optics.Count.ShouldBe(1);
        Refusal.Says(() => Read(TestDataset.Whole(2).Add("ctf/anisomag", _ => [1, 0, 0, 1])), "p.cs", "'ctf/anisomag', row 1", "less the identity");
        Refusal.Says(() => Read(TestDataset.Whole(2).Add("ctf/tilt_A", i => [0, i == 1 ? double.NaN : 0])), "p.cs", "'ctf/tilt_A', row 2", "finite");
        Refusal.Says(() => Read(TestDataset.Whole(2).Add("ctf/tetra_A", _ => [0, 0])), "p.cs", "'ctf/tetra_A'", "2 numbers a row");
    }

    [Fact]
    public void Real_aberrations_are_read_with_all_terms()
    {
        string passthrough = SharedData.Require("projects/empiar11377_specter/empiar-11377-passthrough-5particles.cs");
        Flex3D.Stages.Formats.CsFile rows = Flex3D.Stages.Formats.CsFile.Read(passthrough);
        var images = new TestDataset(5) { Uids = [.. Enumerable.Range(0, 5).Select(rows.Uid)] };
        byte[] bytes = images.Text("blob/path", "s.mrcs").Whole("blob/idx", i => i).Add("blob/psize_A", _ => [0.731]).Bytes();
        ParticleTable table = ParticleTableReader.Read(_folder.Bytes("images.cs", bytes), new ParticleReadOptions { Passthrough = [passthrough] });
        OpticsGroup group = table.Optics.ShouldHaveSingleItem();
        (group.Number, table.Count, group.EvenZernike.Count).ShouldBe((16, 5, 0));
        group.BeamTiltX.ShouldBe(-0.108931, 1e-5);
        group.BeamTiltY.ShouldBe(-0.317653, 1e-5);
        group.OddZernike[5].ShouldBe(2 * Math.PI / 3 * 3.87597e-4 * 2561.2065, 1e-4);
        group.OddZernike[2].ShouldBe(2 * Math.PI / 3 * 3.87597e-4 * 2309.1304, 1e-4);
        group.Magnification.M01.ShouldBe(-0.0002925, 1e-6);
        table[0].OriginXAngstrom.ShouldBe(-0.0217209 * 0.731 - 0.0711885, 1e-5);
        table[0].OriginYAngstrom.ShouldBe(0.0440575 * 0.731 - 0.2167514, 1e-5);
    }
}
