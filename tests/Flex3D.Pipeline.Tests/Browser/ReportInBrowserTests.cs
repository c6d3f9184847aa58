using System.Globalization;
using System.Text.RegularExpressions;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Tests;
using PuppeteerSharp;

namespace Flex3D.Pipeline.Tests.Browser;

/// <summary>The report of a run in a real browser: it loads, plays, and what is chosen in it is what flex3d select takes. Two minutes; runs where FLEX3D_LONG is 1 and there is a Chromium.</summary>
[Trait("Category", "Long")]
public sealed partial class ReportInBrowserTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_plays_the_motion_and_saves_the_particles_inside_a_lasso()
    {
        await using Chromium chromium = await Chromium.StartAsync();
        string run = Path.Combine(_folder, "run");
        await Flex.DoneAsync("run", Path.Combine(SharedData.RepositoryRoot, "pipelines", "quickstart.yaml"), "--out", run);
        IPage page = await chromium.OpenAsync(new Uri(Path.Combine(run, "report.html")).AbsoluteUri);
        await page.WaitForSelectorAsync("html.drawn");
        (await page.EvaluateExpressionAsync<int>("document.querySelectorAll('.ready .live').length")).ShouldBe(await page.EvaluateExpressionAsync<int>("document.querySelectorAll('.live').length"), "every plot is drawn");

        const string Label = "document.querySelector('.slider .count').textContent";
        string before = await page.EvaluateExpressionAsync<string>(Label);
        await Chromium.PressAsync(page, "Play");
        await page.WaitForFunctionAsync("before => document.querySelector('.slider .count').textContent !== before", before);
        const string View = "JSON.stringify(flex3d.viewOf(document.querySelector('.live[data-plot=surface] .plot')).eye)";
        string seen = await page.EvaluateExpressionAsync<string>(View);
        await Chromium.DrawAsync(page, ".live[data-plot=surface] .plot", (0.4, 0.5), (0.6, 0.5), (0.6, 0.6));
        (await page.EvaluateExpressionAsync<string>(View)).ShouldNotBe(seen, "it can be turned while it plays");
        await Chromium.PressAsync(page, "Pause");
        await page.WaitForFunctionAsync("() => document.querySelector('.live[data-plot=surface] .plot').data[0].i.length > 5000"); // all triangles again, where it was drawn with fewer
        await page.EvaluateExpressionAsync("(() => { const slider = document.querySelector('.slider input'); slider.value = 0; slider.dispatchEvent(new Event('input')); })()");
        (await page.EvaluateExpressionAsync<string>(Label)).ShouldStartWith("frame 1 of ");

        await Chromium.DrawAsync(page, ".live[data-plot=particles] .nsewdrag", (0.5, 0.02), (0.98, 0.02), (0.98, 0.98), (0.5, 0.98));
        string said = await page.EvaluateExpressionAsync<string>("document.querySelector('.chosen strong').textContent");
        int inside = int.Parse(Number().Match(said).Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        inside.ShouldBeInRange(300, 2700, said);
        await Chromium.PressAsync(page, "Save the list");
        string chosen = Path.Combine(_folder, "chosen.star");
        await Flex.DoneAsync("select", run, "--list", await chromium.SavedAsync("flex3d-rows.txt"), "--out", chosen);
        await Chromium.PressAsync(page, "Save the outline");
        string outlined = Path.Combine(_folder, "outlined.star");
        await Flex.DoneAsync("select", run, "--polygon", await chromium.SavedAsync("flex3d-outline.csv"), "--out", outlined);
        Rows(chosen).ShouldBe(inside);
        Rows(outlined).ShouldBeInRange(inside - 2, inside + 2); // the page holds the coordinates rounded

        IPage phone = await chromium.OpenAsync(new Uri(Path.Combine(run, "report.html")).AbsoluteUri, 390, 844);
        await phone.WaitForSelectorAsync("html.drawn");
        (await phone.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390, "no part of the page is wider than a phone");
        chromium.Faults.ShouldBeEmpty();
    }

    private static int Rows(string star) => File.ReadLines(star).Count(line => line.Contains("@", StringComparison.Ordinal));

    [GeneratedRegex(@"^[\d,]+")]
    private static partial Regex Number();
}
