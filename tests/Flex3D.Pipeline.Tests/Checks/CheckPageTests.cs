using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Flex3D.Pipeline.Checks;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Tests.Faults;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Checks;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Tests.Checks;

/// <summary><c>flex3d check --report</c>: the page holds what the text says, and pictures.</summary>
public sealed class CheckPageTests(CheckedParticles particles)
{
    private static readonly string[] s_noReading = ["own-poses", "wrong-poses", "pose-error", "shift-error", "pixel"];

    [Fact]
    public async Task ThePageHoldsEveryFindingAndEveryReadingThatWasTried()
    {
        string page = In("spoilt.html");
        string table = particles.Spoiled("page-psi", (_, row) => CheckedParticles.Scale(row, -1, "rlnAnglePsi", "rlnOriginXAngst", "rlnOriginYAngst"));

        Flex.Said said = await Flex.RunAsync("check", "--particles", table, "--map", particles.Map, "--images", "64", "--json", "--report", page);

        said.Code.ShouldBe(65, said.Text);
        JsonElement root = JsonDocument.Parse(said.Text).RootElement;
        string html = File.ReadAllText(page), text = WebUtility.HtmlDecode(html);
        int at = text.IndexOf("<h2>Findings</h2>", StringComparison.Ordinal);
        foreach (JsonElement finding in root.GetProperty("findings").EnumerateArray())
        {
            // In the order of the findings.
            at = text.IndexOf($"{finding.GetProperty("code").GetString()}: {finding.GetProperty("text").GetString()}<br>", at, StringComparison.Ordinal);
            at.ShouldBeGreaterThan(0, finding.ToString());
            text[at..].ShouldContain(finding.GetProperty("evidence").GetString()!);
            if (finding.GetProperty("remedy").GetString() is { } remedy)
            {
                text[at..].ShouldContain("→ " + remedy);
            }
        }
        string[] tried = [.. root.GetProperty("tried").EnumerateArray().Select(reading => reading.GetProperty("code").GetString()!).Where(code => code != "table" && !s_noReading.Any(code.StartsWith)).Distinct()];
        tried.Length.ShouldBeGreaterThan(30);
        tried.ShouldAllBe(code => html.Contains($">{code}</text>"));
        Regex.Count(html, "<svg ").ShouldBe(3); // psi, the shifts, and then nothing
        Regex.Matches(html, @">([\w+-]+)</text>[^\n]*>the best</text>").Select(match => match.Groups[1].Value).Order().ShouldBe(["psi-negated", "shift-negated"]);
        Regex.Count(html, ">as given</text>").ShouldBe(2); // name and mark in the first round
        Regex.Count(html, "data:image/png;base64,iVBOR").ShouldBe(4); // sections, views as given and as found, pixel size
        html.ShouldNotContain("<script");
        html.ShouldNotContain("://");
        html.ShouldEndWith("</html>\n");
    }

    [Fact]
    public async Task ThePageDoesNotChangeTheTextOrTheExitCode()
    {
        string[] check = ["check", "--particles", Path.Combine(particles.Folder, "particles.star"), "--map", particles.Map, "--images", "48", "--quick"];

        Flex.Said without = await Flex.RunAsync(check), with = await Flex.RunAsync([.. check, "--report", In("right.html")]);

        with.Code.ShouldBe(without.Code);
        with.Text.ShouldStartWith(without.Text);
        File.ReadAllText(In("right.html")).ShouldContain("nothing wrong");
    }

    [Fact]
    public async Task WithoutAMapThePageHasTheFindingsOfTheTable()
    {
        await Flex.RunAsync("check", "--particles", Path.Combine(particles.Folder, "particles.star"), "--report", In("table.html"));

        string html = File.ReadAllText(In("table.html"));
        html.ShouldContain("half-sets: ");
        html.ShouldContain("</html>");
    }

    [Fact]
    public async Task AFileThatCannotBeWrittenIsOneError()
    {
        string table = Path.Combine(particles.Folder, "particles.star"), mine = In("mine.txt");
        File.WriteAllText(mine, "mine");
        string[] check = ["check", "--particles", table, "--map", particles.Map, "--images", "16", "--quick", "--report"];

        await Flex.RefusedAsync([.. check, Path.Combine(mine, "check.html")], mine, "cannot be written", "--report");
        await Flex.RefusedAsync([.. check, particles.Folder], "a folder", "--report");
        await Flex.RefusedAsync([.. check, mine], "a file that exists", "--report");

        File.ReadAllText(mine).ShouldBe("mine");
    }

    private string In(string name) => Path.Combine(particles.Folder, name);
}

/// <summary>A page is written whole or not at all.</summary>
[Collection(nameof(ReplacedStorage))]
public sealed class CheckPageFaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void APageThatCannotBeWrittenWhollyLeavesTheOldOne(int operation)
    {
        string path = Path.Combine(_folder, "check.html"), scratch = Path.Combine(_folder, "scratch"), table = Path.Combine(scratch, "empty.star");
        File.WriteAllText(path, "old");
        Directory.CreateDirectory(scratch);
        File.WriteAllText(table, "nothing");
        CheckedInput input = CheckedInput.Of(PipelineFile.FromSettings([("prep", "{}", "prep"), ("inputs.particles", table, "inputs.particles")]), new InputCheckOptions(), scratch, default);
        FaultyStorage? faulty = null;
        using (Storage.Replace(inner => faulty = new FaultyStorage(inner, FileFault.InputOutput, operation, (_, where) => where.Contains("check.html", StringComparison.Ordinal))))
        {
            Should.Throw<InputException>(() => CheckPage.Save(path, input, null)).Message.ShouldContain("cannot be written");
        }

        faulty!.Failed.ShouldNotBeNull();
        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(_folder).ShouldBe([path]);
    }
}
