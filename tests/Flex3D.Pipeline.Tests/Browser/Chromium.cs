using PuppeteerSharp;
using PuppeteerSharp.Input;

namespace Flex3D.Pipeline.Tests.Browser;

/// <summary>The Chromium of this machine without a window, drawing in software, driven as a person would: with the mouse, and by what stands on the page.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] s_names = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private readonly IBrowser _browser;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-chromium-").FullName;

    private Chromium(IBrowser browser) => _browser = browser;

    /// <summary>Faults that pages reported: exceptions of their scripts and errors on their consoles.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Starts it; skips the test where FLEX3D_LONG is not 1 or there is no Chromium.</summary>
    public static async Task<Chromium> StartAsync()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string? program = Environment.GetEnvironmentVariable("FLEX3D_CHROMIUM") is { Length: > 0 } given ? given : s_names.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "no Chromium: install the package chromium, or name one in FLEX3D_CHROMIUM");
        string[] arguments = ["--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--force-color-profile=srgb"];
        return new(await Puppeteer.LaunchAsync(new LaunchOptions { ExecutablePath = program, Headless = true, Args = arguments, ProtocolTimeout = 300_000 }));
    }

    /// <summary>Opens a page.</summary>
    public async Task<IPage> OpenAsync(string address, int width = 1280, int height = 900)
    {
        IPage page = await _browser.NewPageAsync();
        page.DefaultTimeout = 120_000;
        page.PageError += (_, fault) => Faults.Add(fault.Message);
        page.Console += (_, said) =>
        {
            if (said.Message.Type == ConsoleType.Error)
            {
                Faults.Add($"{said.Message.Text} {said.Message.Location?.URL}");
            }
        };
        page.Dialog += async (_, asked) => await asked.Dialog.Accept();
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = height, IsMobile = width < 600 });
        await page.Client.SendAsync("Page.setDownloadBehavior", new { behavior = "allow", downloadPath = _folder });
        await page.GoToAsync(address, WaitUntilNavigation.DOMContentLoaded);
        return page;
    }

    /// <summary>Presses the button with a text.</summary>
    public static Task PressAsync(IPage page, string text) => page.EvaluateFunctionAsync(
        "text => { const found = [...document.querySelectorAll('button')].find(b => b.textContent === text && !b.hidden); if (!found) throw new Error('no button ' + text); found.click(); }", text);

    /// <summary>Draws a closed outline with the mouse; corners as fractions of an element's width and height.</summary>
    public static async Task DrawAsync(IPage page, string element, params (double X, double Y)[] corners)
    {
        IElementHandle place = await page.QuerySelectorAsync(element) ?? throw new InvalidOperationException($"no element {element}");
        await place.EvaluateFunctionAsync("e => e.scrollIntoView({ block: 'center' })");
        BoundingBox box = await place.BoundingBoxAsync();
        decimal X(int i) => box.X + (decimal)corners[i % corners.Length].X * box.Width;
        decimal Y(int i) => box.Y + (decimal)corners[i % corners.Length].Y * box.Height;
        await page.Mouse.MoveAsync(X(0), Y(0));
        await page.Mouse.DownAsync();
        for (int i = 1; i <= corners.Length; i++)
        {
            await page.Mouse.MoveAsync(X(i), Y(i), new MoveOptions { Steps = 8 });
        }
        await page.Mouse.UpAsync();
    }

    /// <summary>Returns a file once it has been saved whole.</summary>
    public async Task<string> SavedAsync(string name)
    {
        string path = Path.Combine(_folder, name);
        for (int turn = 0; !File.Exists(path) || Directory.GetFiles(_folder, "*.crdownload").Length > 0; turn++)
        {
            turn.ShouldBeLessThan(300, $"{name} was not saved");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
