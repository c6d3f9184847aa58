using System.Globalization;
using System.Text.Json;
using Flex3D.Pipeline.Tests.Whole;

namespace Flex3D.Pipeline.Tests.Checks;

/// <summary><c>flex3d check</c>: what is wrong with a table, its images or its map is named, and what is right is not complained of.</summary>
public sealed class CheckCommandTests(CheckedParticles particles)
{
    private const int Box = CheckedParticles.Box;
    private static int s_number;
    private static readonly string[] s_shift = ["rlnOriginXAngst", "rlnOriginYAngst"];
    private static readonly string[] s_defocus = ["rlnDefocusU", "rlnDefocusV"];

    /// <summary>What is spoilt, the code that names it, and whether the table can be corrected.</summary>
    public static TheoryData<string, string, bool> Spoilt { get; } = new()
    {
        { "shift-negated", "shift-negated", true },
        { "shift-pixels", "shift-pixels", true },
        { "psi-negated", "psi-negated", true },
        { "transposed", "pose-transposed", true },
        { "defocus-negated", "defocus-negated", true },
        { "defocus-micrometre", "defocus-micrometre", true },
        { "cs-27", "cs-too-large", true },
        { "pixel-size", "pixel-size", true },
        { "premultiplied", "ctf-recorded", true },
        { "no-halves", "half-sets-missing", true },
        { "one-half", "half-set-empty", true },
        { "duplicates", "duplicates", true },
        { "nan", "rows-unusable", true },
        { "beam-tilt", "aberrations-none", false },
        { "no-poses", "poses-equal", false },
        { "wrong-poses", "poses-wrong", false },
    };

    [Fact]
    public async Task RightInputHasNothingWrong()
    {
        Flex.Said said = await CheckAsync(Path.Combine(particles.Folder, "particles.star"), "--images", "120", "--mask", Path.Combine(particles.Folder, "mask.mrc"));

        said.Code.ShouldBe(0, said.Text);
        said.Text.ShouldContain("nothing wrong");
        said.Text.ShouldContain("the images agree with the map at their poses");
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task AnErrorIsNamedAndCorrectedWhereItIsTheTables(string spoilt, string code, bool corrected)
    {
        string table = Spoil(spoilt), fixedTable = table.Replace(".star", "-fixed.star", StringComparison.Ordinal);
        string[] quick = spoilt switch { "pixel-size" => [], "wrong-poses" => ["--quick", "--images", "240"], _ => ["--quick"] };

        Flex.Said said = await CheckAsync(table, ["--json", "--fix", fixedTable, .. quick]);

        JsonElement[] serious = Serious(said);
        serious.Select(Code).ShouldContain(code, said.Text);
        // The consequences of an error are not errors of their own; poses that are all equal agree with nothing.
        serious.Select(Code).ShouldBeSubsetOf([code, "pixel-header", "no-agreement"], said.Text);
        said.Code.ShouldBe(serious.Any(f => f.GetProperty("severity").GetString() == "error") ? 65 : 3);
        File.Exists(fixedTable).ShouldBe(corrected);
        if (corrected)
        {
            (await CheckAsync(fixedTable, "--quick")).Code.ShouldBe(0);
        }
    }

    [Fact]
    public async Task ACorrectedTableHasTheNumbersThatWereThere()
    {
        string right = Path.Combine(particles.Folder, "particles.star"), spoilt = Spoil("psi-negated"), fixedTable = Path.Combine(particles.Folder, "numbers.star");

        await CheckAsync(spoilt, "--fix", fixedTable, "--quick");

        double[][] before = Angles(right), after = Angles(fixedTable);
        after.Length.ShouldBe(before.Length);
        for (int i = 0; i < before.Length; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                Math.Abs(Math.IEEERemainder(after[i][k] - before[i][k], 360)).ShouldBeLessThan(1e-4);
            }
        }
    }

    [Fact]
    public async Task AFileIsNotReplaced()
    {
        string table = Spoil("psi-negated"), existing = Path.Combine(particles.Folder, "existing.star");
        File.WriteAllText(existing, "mine");

        Flex.Said said = await CheckAsync(table, "--fix", existing, "--quick");

        said.Code.ShouldBe(2, said.Text);
        File.ReadAllText(existing).ShouldBe("mine");
    }

    [Theory]
    [InlineData("inverted", "contrast-inverted")]
    [InlineData("mirrored-images", "image-mirrored-y")]
    [InlineData("noise", "no-agreement")]
    public async Task ImagesThatAreWrongAreNamed(string spoilt, string code)
    {
        string stack = Path.Combine(particles.Folder, spoilt + ".mrcs");
        var random = new Lcg(7);
        CheckedParticles.ChangeValues(Path.Combine(particles.Folder, "particles_000.mrcs"), stack, values => spoilt switch
        {
            "inverted" => Array.ConvertAll(values, v => -v),
            "noise" => Array.ConvertAll(values, _ => (float)random.Normal()),
            _ => [.. values.Chunk(Box * Box).SelectMany(image => Enumerable.Range(0, Box * Box).Select(i => image[(Box - i / Box) % Box * Box + i % Box]))],
        });
        string table = particles.Spoiled(spoilt, text: text => text.Replace("particles_000.mrcs", spoilt + ".mrcs", StringComparison.Ordinal));

        Flex.Said said = await CheckAsync(table, "--json", "--quick");

        Serious(said).Select(Code).ShouldBe([code], said.Text);
        said.Code.ShouldBe(65);
    }

    [Theory]
    [InlineData("mirrored", "map-mirrored-x")]
    [InlineData("exchanged", "map-axes-zyx")]
    [InlineData("off-centre", "map-centre-y-plus")]
    public async Task AMapThatIsWrongIsNamed(string spoilt, string code)
    {
        string map = Path.Combine(particles.Folder, spoilt + ".mrc");
        CheckedParticles.ChangeValues(particles.Map, map, values => CheckedParticles.Moved(values, Box, (x, y, z) => spoilt switch
        {
            "mirrored" => (Box - x, y, z),
            "exchanged" => (z, y, x),
            _ => (x, y - 1, z),
        }));

        Flex.Said said = await Flex.RunAsync("check", "--particles", Path.Combine(particles.Folder, "particles.star"), "--map", map, "--json", "--quick", "--images", "64");

        Serious(said).Select(Code).ShouldBe([code], said.Text);
    }

    [Fact]
    public async Task AStackThatIsShortIsNamed()
    {
        const int Whole = 100;
        byte[] stack = File.ReadAllBytes(Path.Combine(particles.Folder, "particles_000.mrcs"));
        File.WriteAllBytes(Path.Combine(particles.Folder, "short.mrcs"), stack[..(1024 + Whole * Box * Box * sizeof(float) + 7)]);
        string table = particles.Spoiled("short", text: text => text.Replace("particles_000.mrcs", "short.mrcs", StringComparison.Ordinal));

        Flex.Said said = await Flex.RunAsync("check", "--particles", table, "--json");

        JsonElement finding = Serious(said).ShouldHaveSingleItem(said.Text);
        Code(finding).ShouldBe("stack-short");
        finding.GetProperty("evidence").GetString().ShouldEndWith($"holds {Whole} whole images, and the table asks for number {CheckedParticles.Count}");
        said.Code.ShouldBe(65);
    }

    [Fact]
    public async Task PrepStopsWhereTheImagesShowThatTheTableIsWrong()
    {
        string table = Spoil("psi-negated"), run = Path.Combine(particles.Folder, "stopped");
        string[] prep = ["prep", "--particles", table, "--map", particles.Map];

        await Flex.RefusedAsync([.. prep, "--out", run], "the sign of psi is opposite", "prep.check=warn");
        Flex.Said warned = await Flex.RunAsync([.. prep, "--out", run + "-2", "--check", "warn"]);

        warned.Text.ShouldContain("psi-negated");
        warned.Code.ShouldBe(0, warned.Text);
    }

    private async Task<Flex.Said> CheckAsync(string table, params string[] more) => await Flex.RunAsync(["check", "--particles", table, "--map", particles.Map, .. more.Contains("--images") ? [] : (string[])["--images", "64"], .. more]);

    private string Spoil(string how)
    {
        string name = $"{how}-{Interlocked.Increment(ref s_number)}";
        var random = new Lcg(3);
        return how switch
        {
            "shift-negated" => particles.Spoiled(name, (_, row) => CheckedParticles.Scale(row, -1, s_shift)),
            "shift-pixels" => particles.Spoiled(name, (_, row) => CheckedParticles.Scale(row, 1 / 3.0, s_shift)),
            "psi-negated" => particles.Spoiled(name, (_, row) => CheckedParticles.Scale(row, -1, "rlnAnglePsi")),
            "transposed" => particles.Spoiled(name, (_, row) =>
            {
                (row["rlnAngleRot"], row["rlnAnglePsi"]) = (row["rlnAnglePsi"], row["rlnAngleRot"]);
                CheckedParticles.Scale(row, -1, "rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi");
            }),
            "defocus-negated" => particles.Spoiled(name, (_, row) => CheckedParticles.Scale(row, -1, s_defocus)),
            "defocus-micrometre" => particles.Spoiled(name, (_, row) => CheckedParticles.Scale(row, 1e-4, s_defocus)),
            "cs-27" => particles.Spoiled(name, text: text => text.Replace("2.700000", "27.00000", StringComparison.Ordinal)),
            "pixel-size" => particles.Spoiled(name, text: text => text.Replace("3.000000", "3.120000", StringComparison.Ordinal)),
            "premultiplied" => particles.Spoiled(name, text: text => WithOptics(text, "_rlnCtfDataAreCtfPremultiplied", "1")),
            "beam-tilt" => particles.Spoiled(name, text: text => WithOptics(text, "_rlnBeamTiltX", "15")),
            "no-halves" => particles.Spoiled(name, (_, row) => row["rlnRandomSubset"] = "0"),
            "one-half" => particles.Spoiled(name, (_, row) => row["rlnRandomSubset"] = "1"),
            "duplicates" => particles.Spoiled(name, rows: rows => [.. rows, .. rows.Take(48)]),
            "nan" => particles.Spoiled(name, (i, row) => row["rlnDefocusU"] = i % 100 == 0 ? "nan" : row["rlnDefocusU"]),
            "no-poses" => particles.Spoiled(name, (_, row) => CheckedParticles.Scale(row, 0, "rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi")),
            _ => particles.Spoiled(name, (i, row) =>
            {
                if (i % 4 == 0)
                {
                    row["rlnAngleRot"] = Number(360 * random.Next() - 180);
                    row["rlnAngleTilt"] = Number(Math.Acos(2 * random.Next() - 1) * 180 / Math.PI);
                    row["rlnAnglePsi"] = Number(360 * random.Next() - 180);
                }
            }),
        };
    }

    // Adds a column to the optics table.
    private static string WithOptics(string text, string label, string value)
    {
        string[] lines = text.Split('\n');
        int last = Array.FindIndex(lines, line => line.StartsWith("_rlnImageDimensionality", StringComparison.Ordinal));
        int row = Array.FindIndex(lines, last, line => line.Length > 0 && !line.StartsWith('_'));
        lines[row] = $"{lines[row].TrimEnd()} {value}";
        return string.Join('\n', [.. lines[..row], label, .. lines[row..]]);
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static JsonElement[] Serious(Flex.Said said) =>
        [.. JsonDocument.Parse(said.Text).RootElement.GetProperty("findings").EnumerateArray().Where(f => f.GetProperty("severity").GetString() is "error" or "warning")];

    private static string Code(JsonElement finding) => finding.GetProperty("code").GetString()!;

    private static double[][] Angles(string path)
    {
        string[] lines = File.ReadAllLines(path);
        string[] labels = [.. lines.SkipWhile(line => line != "data_particles").Where(line => line.StartsWith('_')).Select(line => line.Split(' ')[0])];
        int[] columns = [Array.IndexOf(labels, "_rlnAngleRot"), Array.IndexOf(labels, "_rlnAngleTilt"), Array.IndexOf(labels, "_rlnAnglePsi")];
        return [.. lines.Where(line => line.Contains('@')).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(values => Array.ConvertAll(columns, c => double.Parse(values[c], CultureInfo.InvariantCulture)))];
    }

    /// <summary>A small generator of its own: numbers between 0 and 1, and normal ones.</summary>
    private sealed class Lcg(ulong state)
    {
        private ulong _state = state;

        public double Next()
        {
            _state = _state * 6364136223846793005 + 1442695040888963407;
            return (_state >> 11) * (1.0 / (1UL << 53));
        }

        public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());
    }
}
