using System.Globalization;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>The noise spectra that prep measures.</summary>
public sealed class NoiseTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-noise-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task White_noise_has_a_spectrum_of_one_whatever_the_number_of_threads()
    {
        string log = await Flex.DoneAsync("prep", "--out", In("one"), "--from", tiny.Run, "--threads", "1");
        log.ShouldContain("what whole images leave of the map, over the noise around");
        await Flex.DoneAsync("prep", "--out", In("four"), "--from", tiny.Run, "--threads", "4");
        string text = File.ReadAllText(In("one/prep/noise.star"));
        File.ReadAllText(In("four/prep/noise.star")).ShouldBe(text);
        double[] variance = Variance(text);
        variance.Length.ShouldBe(24); // to the corner of the spectrum of 32 pixels
        variance.ShouldAllBe(value => Math.Abs(value - 1) < 0.25); // five standard errors
        variance.Average().ShouldBe(1, 0.05);
    }

    [Fact]
    public async Task No_spectrum_is_measured_where_none_is_wanted()
    {
        string log = await Flex.DoneAsync("prep", "--out", In("white"), "--from", tiny.Run, "--noise", "white");
        log.ShouldNotContain("noise around");
        File.Exists(In("white/prep/noise.star")).ShouldBeFalse();
    }

    [Fact]
    public async Task Images_that_were_multiplied_by_their_ctf_have_no_spectrum()
    {
        string data = SharedData.Require("empiar10499");
        await Flex.DoneAsync("prep", "--out", In("run"), "--particles", Path.Combine(data, "particles.star"), "--map", Path.Combine(data, "map.mrc"), "--check", "off");
        File.ReadAllText(In("run/prep/noise.star")).ShouldContain("\n1 0\n");
    }

    private static double[] Variance(string star)
    {
        string[] lines = star.Split('\n');
        int column = int.Parse(lines.Single(line => line.StartsWith("_rlnSigma2Noise #", StringComparison.Ordinal)).Split('#')[1], CultureInfo.InvariantCulture) - 1;
        return [.. lines.Select(line => line.Split(' ')).Where(fields => fields.Length == 7).Select(fields => double.Parse(fields[column], CultureInfo.InvariantCulture))];
    }
}
