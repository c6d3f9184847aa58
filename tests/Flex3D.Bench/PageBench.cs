using System.Globalization;
using System.Text;
using PuppeteerSharp;
using PuppeteerSharp.Input;

namespace Flex3D.Bench;

/// <summary>How fast the report of a run is in a browser that draws in software: first paint, playing and turning the surface, moving the particles of a large set.</summary>
internal static class PageBench
{
    private const int Loads = 5, Many = 100_000;
    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(4);

    /// <param name="run">Folder of a finished run with reconstruction; it is copied.</param>
    /// <param name="chromium">The browser.</param>
    public static async Task RunAsync(string run, string chromium)
    {
        string folder = Directory.CreateTempSubdirectory("flex3d-page-bench-").FullName;
        try
        {
            string[] arguments = ["--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--force-color-profile=srgb"];
            await using IBrowser browser = await Puppeteer.LaunchAsync(new LaunchOptions { ExecutablePath = chromium, Headless = true, Args = arguments, ProtocolTimeout = 300_000 });
            await MeasureAsync(browser, "the run's report", Path.Combine(run, "report.html"));
            await MeasureAsync(browser, $"the same with {Many:N0} particles", Enlarge(run, Path.Combine(folder, "many")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(IBrowser browser, string name, string report)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {new FileInfo(report).Length / 1e6:0.0} MB, {Environment.ProcessorCount} cores, drawn in software"));
        double[] paint = new double[Loads], drawn = new double[Loads];
        for (int load = 0; load < Loads; load++)
        {
            await using IPage page = await OpenAsync(browser, report);
            drawn[load] = await page.EvaluateExpressionAsync<double>("performance.now()");
            paint[load] = await page.EvaluateExpressionAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  first paint {Stopwatches.Median(paint):0} ms (at most {paint.Max():0}), all plots drawn {Stopwatches.Median(drawn):0} ms, of {Loads} loads"));
        await using IPage shown = await OpenAsync(browser, report);
        await shown.EvaluateExpressionAsync("document.querySelector('.live[data-plot=surface]').scrollIntoView({ block: 'center' })");
        await TellAsync(shown, "turning the surface", ".live[data-plot=surface] .plot");
        await shown.EvaluateExpressionAsync("[...document.querySelectorAll('button')].find(button => button.textContent === 'Play').click()");
        await TellAsync(shown, "turning it while it plays", ".live[data-plot=surface] .plot");
        await shown.EvaluateExpressionAsync("[...document.querySelectorAll('button')].find(button => button.textContent === 'Pause').click()");
        await shown.EvaluateExpressionAsync("document.querySelector('.live[data-plot=particles] [data-val=pan]').dispatchEvent(new MouseEvent('click', { bubbles: true }))");
        await TellAsync(shown, "moving the particles", ".live[data-plot=particles] .nsewdrag");
    }

    private static async Task<IPage> OpenAsync(IBrowser browser, string report)
    {
        IPage page = await browser.NewPageAsync();
        page.DefaultTimeout = 120_000;
        await page.SetViewportAsync(new ViewPortOptions { Width = 1280, Height = 900 });
        await page.GoToAsync(new Uri(Path.GetFullPath(report)).AbsoluteUri, WaitUntilNavigation.DOMContentLoaded);
        await page.WaitForSelectorAsync("html.drawn");
        return page;
    }

    // Drags the mouse in circles over an element, and counts the frames that the browser shows meanwhile.
    private static async Task TellAsync(IPage page, string what, string element)
    {
        IElementHandle place = await page.QuerySelectorAsync(element) ?? throw new InvalidOperationException($"no element {element}");
        await place.EvaluateFunctionAsync("e => e.scrollIntoView({ block: 'center' })");
        BoundingBox box = await place.BoundingBoxAsync();
        (decimal X, decimal Y) At(double turn) => (box.X + box.Width * (decimal)(0.5 + 0.3 * Math.Cos(turn)), box.Y + box.Height * (decimal)(0.5 + 0.3 * Math.Sin(turn)));
        (decimal x, decimal y) = At(0);
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.EvaluateExpressionAsync("(() => { window.shown = []; const frame = now => { window.shown.push(now); window.counting = requestAnimationFrame(frame); }; window.counting = requestAnimationFrame(frame); })()");
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        for (double turn = 0; System.Diagnostics.Stopwatch.GetElapsedTime(began) < s_turn; turn += 0.05)
        {
            (x, y) = At(turn);
            await page.Mouse.MoveAsync(x, y, new MoveOptions { Steps = 1 });
        }
        double[] frames = await page.EvaluateExpressionAsync<double[]>("(cancelAnimationFrame(window.counting), window.shown)");
        await page.Mouse.UpAsync();
        double[] gaps = [.. frames.Zip(frames.Skip(1), (before, after) => after - before).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what}: {1000 / gaps.Average():0} frames/s, one frame in twenty after {gaps[gaps.Length * 19 / 20]:0} ms or more, the longest {gaps[^1]:0} ms"));
    }

    // Repeats the particles of a run with some scatter, and has its page written again.
    private static string Enlarge(string run, string into)
    {
        FlexProgram.CopyRun(run, into, file => !file.EndsWith(".mrcs", StringComparison.Ordinal));
        string table = Path.Combine(into, "latents.csv");
        string[] lines = File.ReadAllLines(table);
        int particle = Array.IndexOf(lines[0].Split(','), "particle");
        var random = new Random(1);
        var text = new StringBuilder(lines[0]).Append('\n');
        for (int i = 0; i < Many; i++)
        {
            string[] fields = lines[1 + i % (lines.Length - 1)].Split(',');
            text.AppendJoin(',', fields.Select((field, c) => c == particle ? $"{i}" : double.TryParse(field, CultureInfo.InvariantCulture, out double value) ? (value * (1 + 0.05 * (random.NextDouble() - 0.5))).ToString("G6", CultureInfo.InvariantCulture) : field)).Append('\n');
        }
        File.WriteAllText(table, text.ToString());
        FlexProgram.Run("finish", into);
        return Path.Combine(into, "report.html");
    }
}
