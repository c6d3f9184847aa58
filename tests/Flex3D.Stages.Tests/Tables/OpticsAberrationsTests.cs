using System.Globalization;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Conversion;

namespace Flex3D.Stages.Tests.Tables;

/// <summary>The phases that both programs' numbers say, by formulas written out here.</summary>
public class OpticsAberrationsTests
{
    private const double Pixel = 0.8, Kilovolt = 300, Contrast = 0.1;
    private static readonly double s_lambda = 12.2643247 / Math.Sqrt(300e3 * (1 + 0.978466e-6 * 300e3));

    private static string Star(string tilt, string odd, string even, string mag, string cs) => $"""
        data_optics

        loop_
        _rlnOpticsGroup
        _rlnVoltage
        _rlnSphericalAberration
        _rlnAmplitudeContrast
        _rlnImagePixelSize
        _rlnImageSize
        _rlnImageDimensionality
        _rlnBeamTiltX
        _rlnBeamTiltY
        _rlnOddZernike
        _rlnEvenZernike
        _rlnMagMat00
        _rlnMagMat01
        _rlnMagMat10
        _rlnMagMat11
        1 300 {cs} 0.1 0.8 64 2 {tilt} {odd} {even} {mag}

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
        _rlnPhaseShift
        _rlnOpticsGroup
        1@a.mrcs 10 20 30 1.5 -2.5 12000 11000 30 5 1

        """;

    // RELION: the antisymmetric phase with that of the origin, and the argument of the CTF's sine, at s of the image.
    private static (double Odd, double Even) Relion(PlainStar file, double sx, double sy)
    {
        PlainStar.Loop optics = file.Loops["optics"], particles = file.Loops["particles"];
        double Optics(string label, double missing) => optics.Labels.Contains(label) ? optics.Number(0, label) : missing;
        double[] List(string label, int length) => optics.Labels.Contains(label)
            ? [.. optics[0, label].Trim('[', ']').Split(',').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).Concat(new double[length]).Take(length)] : new double[length];
        double x = Optics("rlnMagMat00", 1) * sx + Optics("rlnMagMat01", 0) * sy, y = Optics("rlnMagMat10", 0) * sx + Optics("rlnMagMat11", 1) * sy;
        double r2 = x * x + y * y, cs = optics.Number(0, "rlnSphericalAberration") * 1e7;
        double[] o = List("rlnOddZernike", 6), e = List("rlnEvenZernike", 9);
        double odd = o[0] * y + o[1] * x + o[2] * (3 * x * x * y - y * y * y) + o[3] * (3 * r2 - 2) * y + o[4] * (3 * r2 - 2) * x + o[5] * (x * x * x - 3 * x * y * y)
            - 2 * Math.PI * cs * s_lambda * s_lambda * r2 * 1e-3 * (Optics("rlnBeamTiltX", 0) * x + Optics("rlnBeamTiltY", 0) * y)
            + 2 * Math.PI * (sx * particles.Number(0, "rlnOriginXAngst") + sy * particles.Number(0, "rlnOriginYAngst"));
        double cos2 = x * x - y * y, sin2 = 2 * x * y;
        double g = e[0] + e[1] * sin2 + e[2] * (2 * r2 - 1) + e[3] * cos2 + e[4] * 2 * sin2 * cos2 + e[5] * (4 * r2 - 3) * sin2 + e[6] * (6 * r2 * r2 - 6 * r2 + 1) + e[7] * (4 * r2 - 3) * cos2
            + e[8] * (cos2 * cos2 - sin2 * sin2);
        return (odd, Ctf(r2, cos2, sin2, particles.Number(0, "rlnDefocusU"), particles.Number(0, "rlnDefocusV"), particles.Number(0, "rlnDefocusAngle") * Math.PI / 180, cs, particles.Number(0, "rlnPhaseShift") * Math.PI / 180) - g);
    }

    // cryoSPARC: the same two phases.
    private static (double Odd, double Even) CryoSparc(PlainNpy file, double sx, double sy)
    {
        double N(string name, int k = 0) => file.Number(name, 0, k);
        double x = (1 + N("ctf/anisomag")) * sx + N("ctf/anisomag", 1) * sy, y = N("ctf/anisomag", 2) * sx + (1 + N("ctf/anisomag", 3)) * sy;
        double r2 = x * x + y * y, l2 = s_lambda * s_lambda, cos2 = x * x - y * y, sin2 = 2 * x * y;
        double shift = N("alignments3D/psize_A");
        double odd = 2 * Math.PI * (l2 * r2 * (N("ctf/tilt_A") * x + N("ctf/tilt_A", 1) * y)
                + l2 / 3 * (N("ctf/trefoil_A") * (x * x * x - 3 * x * y * y) + N("ctf/trefoil_A", 1) * (3 * x * x * y - y * y * y)) - N("ctf/shift_A") * sx - N("ctf/shift_A", 1) * sy)
            + 2 * Math.PI * (sx * N("alignments3D/shift") * shift + sy * N("alignments3D/shift", 1) * shift);
        double g = s_lambda * l2 * (2 * Math.PI * r2 * (N("ctf/tetra_A") * cos2 + N("ctf/tetra_A", 1) * sin2) + Math.PI / 2 * (N("ctf/tetra_A", 2) * (cos2 * cos2 - sin2 * sin2) + N("ctf/tetra_A", 3) * 2 * sin2 * cos2));
        return (odd, Ctf(r2, cos2, sin2, N("ctf/df1_A"), N("ctf/df2_A"), N("ctf/df_angle_rad"), N("ctf/cs_mm") * 1e7, N("ctf/phase_shift_rad")) - g);
    }

    private static double Ctf(double r2, double cos2, double sin2, double u, double v, double angle, double cs, double phase) =>
        Math.PI * s_lambda * (0.5 * (u + v) * r2 + 0.5 * (u - v) * (Math.Cos(2 * angle) * cos2 + Math.Sin(2 * angle) * sin2)) - Math.PI / 2 * cs * s_lambda * s_lambda * s_lambda * r2 * r2 + phase + Math.Asin(Contrast);

    private static void ShouldAgree((double Odd, double Even) a, (double Odd, double Even) b, double tolerance)
    {
        a.Odd.ShouldBe(b.Odd, tolerance);
        a.Even.ShouldBe(b.Even, tolerance);
    }

    private static IEnumerable<(double, double)> Frequencies() =>
        [(0, 0), (0.02, 0), (0, 0.11), (-0.07, 0.05), (0.2, -0.18), (-0.31, -0.22), (0.5 / Pixel, 0), (0.1, 0.6)];

    [Theory]
    [InlineData("0.4 -0.3", "[0,0,0,0,0,0]", "[0,0,0,0,0,0,0,0,0]", "1 0 0 1", "2.7")]
    [InlineData("0 0", "[0,0,1.2,0,0,-3.1]", "[0,0,0,0,0,0,0,0,0]", "1 0 0 1", "2.7")]
    [InlineData("0.1 0.2", "[0.3,-0.2,1.2,-2.2,1.7,-3.1]", "[0,0,0,0,0,0,0,0,0]", "1 0 0 1", "2.7")]
    [InlineData("0 0", "[0,0,0,0,0,0]", "[0.3,2.5,-4,3,6,-1.5,0.7,2,-9]", "1 0 0 1", "2.7")]
    [InlineData("0.1 0.2", "[0,0,1.2,-2.2,1.7,-3.1]", "[0.3,2.5,-4,3,6,-1.5,0.7,2,-9]", "1.01 0.002 -0.003 0.995", "2.7")]
    [InlineData("0 0", "[0,0,1.2,-2.2,1.7,-3.1]", "[0,0,0,0,0,0,0,0,0]", "1 0 0 1", "0")]
    public void Both_programs_read_the_same_phases_in_either_direction(string tilt, string odd, string even, string mag, string cs)
    {
        using var folder = new TemporaryFolder();
        string star = folder.Text("a.star", Star(tilt, odd, even, mag, cs));
        TableConverter.Write(new TableSource(star), folder["a.cs"]);
        TableConverter.Write(new TableSource(folder["a.cs"]), folder["b.star"]);
        TableConverter.Write(new TableSource(folder["b.star"]), folder["b.cs"]);
        PlainStar first = new(star), second = new(folder["b.star"]);
        PlainNpy third = new(folder["a.cs"]), fourth = new(folder["b.cs"]);
        foreach ((double x, double y) in Frequencies())
        {
            // float32 holds a defocus of 12000 Å to 1e-3 Å: 1e-4 radians at the edge.
            ShouldAgree(CryoSparc(third, x, y), Relion(first, x, y), 1.5e-3);
            ShouldAgree(Relion(second, x, y), CryoSparc(third, x, y), 1.5e-3);
            ShouldAgree(CryoSparc(fourth, x, y), Relion(second, x, y), 1.5e-3);
        }
    }

    [Fact]
    public void Aberrations_are_left_out_where_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        string star = folder.Text("a.star", Star("0.4 -0.3", "[1,1,1,1,1,1,1]", "[1,1,1,1,1,1,1,1,1,1]", "1.1 0 0 1", "2.7"));
        TableConverter.Write(new TableSource(star), folder["a.cs"], options: new ConversionOptions { IgnoreAberrations = true });
        PlainNpy made = new(folder["a.cs"]);
        foreach (string name in new[] { "ctf/shift_A", "ctf/tilt_A", "ctf/trefoil_A", "ctf/tetra_A", "ctf/anisomag" })
        {
            Enumerable.Range(0, made.Places[name].Elements).ShouldAllBe(k => made.Number(name, 0, k) == 0);
        }
        (made.Number("ctf/df1_A", 0), made.Number("ctf/cs_mm", 0)).ShouldBe((12000, (double)2.7f));
    }
}
