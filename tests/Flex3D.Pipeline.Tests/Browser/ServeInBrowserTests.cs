using System.Diagnostics;
using Flex3D.Pipeline.Tests.Whole;
using PuppeteerSharp;

namespace Flex3D.Pipeline.Tests.Browser;

/// <summary>flex3d serve in a real browser: a run is started from the form, paused, resumed, ended at once and finished, with two browsers watching. Runs where FLEX3D_LONG is 1 and there is a Chromium.</summary>
[Trait("Category", "Long")]
public sealed class ServeInBrowserTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-served-page-").FullName;

    private string Root => Directory.CreateDirectory(Path.Combine(_folder, "runs")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_is_started_paused_resumed_ended_and_finished()
    {
        await using Chromium chromium = await Chromium.StartAsync(), other = await Chromium.StartAsync();
        (Process server, string link) = await ServeAsync();
        using Process _ = server;
        IPage page = await chromium.OpenAsync($"{link}#new"), list = await other.OpenAsync(link, 390, 844);
        await page.WaitForSelectorAsync("#run-name");
        await page.TypeAsync("#run-name", "one");
        foreach ((string key, string value) in Settings(tiny.Folder))
        {
            await page.EvaluateFunctionAsync("(id, value) => { const field = document.getElementById(id); if (!field) throw new Error('no field ' + id); field.value = value; field.dispatchEvent(new Event('change')); }", $"setting-{key}", value);
        }
        await page.EvaluateExpressionAsync("[...document.querySelectorAll('label')].filter(l => ['reconstruct', 'generate'].includes(l.textContent.trim())).forEach(l => l.querySelector('input').click())");
        await Chromium.PressAsync(page, "Check the inputs");
        await page.WaitForFunctionAsync($"() => document.body.textContent.includes('{TinyParticles.Count} particles')");
        await Chromium.PressAsync(page, "Start");
        await page.WaitForFunctionAsync("() => location.hash === '#run=one' && document.querySelector('.head .facts, .head p')?.textContent.includes('epoch ')");
        await list.WaitForFunctionAsync("() => document.querySelector('.run .badge.running')");

        await Chromium.PressAsync(page, "Pause");
        await StateAsync(page, list, "stopped");
        await Chromium.PressAsync(page, "Resume");
        await page.WaitForFunctionAsync("() => document.querySelector('.head .badge.running')");
        await page.WaitForFunctionAsync("() => document.querySelector('.head p')?.textContent.includes('epoch ')");
        await Chromium.PressAsync(page, "Stop at once"); // its question is answered with yes
        await page.WaitForFunctionAsync("() => document.querySelector('.head .badge:not(.running)')");
        await Chromium.PressAsync(page, "Resume");
        await StateAsync(page, list, "done");
        (await page.EvaluateExpressionAsync<int>("document.querySelectorAll('.log span').length")).ShouldBeGreaterThan(5);
        await Flex.DoneAsync("verify", Path.Combine(Root, "one"));
        chromium.Faults.Concat(other.Faults).ShouldBeEmpty();
        server.Kill();
    }

    [Fact]
    public async Task Without_the_token_and_beyond_the_folder_nothing_is_shown()
    {
        await using Chromium chromium = await Chromium.StartAsync();
        string token = Path.Combine(_folder, "token.txt"), secret = Path.Combine(_folder, "secret.txt");
        File.WriteAllText(token, "a-token-of-this-test");
        File.WriteAllText(secret, "what nobody may read");
        (Process server, string link) = await ServeAsync("--token-file", token);
        using Process _ = server;
        Uri address = new(link);
        IPage page = await chromium.OpenAsync(address.GetLeftPart(UriPartial.Path) + "?token=another");
        (await page.GetContentAsync()).ShouldNotContain("New run");
        IPage right = await chromium.OpenAsync(link);
        await right.WaitForSelectorAsync("nav a");
        foreach (string path in new[] { "/api/runs/..%2F..%2Fetc/files/passwd", "/api/runs/one/files/..%2F..%2Fsecret.txt", "/..%2Fsecret.txt", "/api/runs/../secret.txt" })
        {
            string answer = await right.EvaluateFunctionAsync<string>("path => fetch(path).then(async a => a.status + ' ' + await a.text())", path);
            answer.ShouldStartWith("4");
            answer.ShouldNotContain("root:");
            answer.ShouldNotContain("what nobody may read");
        }
        server.Kill();
    }

    private async Task<(Process Server, string Link)> ServeAsync(params string[] more)
    {
        Process server = RealProgram.Start(RealProgram.Host, ["exec", RealProgram.Assembly, "serve", "--root", Root, "--port", "0", .. more]);
        while (await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("open ", StringComparison.Ordinal))
            {
                return (server, line[5..]);
            }
        }
        throw new InvalidOperationException(await server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static async Task StateAsync(IPage page, IPage list, string state)
    {
        await page.WaitForFunctionAsync("state => document.querySelector('.head .badge')?.textContent === state", state);
        await list.WaitForFunctionAsync("state => document.querySelector('.run .badge')?.textContent === state", state);
    }

    private static IEnumerable<(string Key, string Value)> Settings(string folder) =>
    [
        ("threads", "1"), ("device", "cpu"), ("inputs.particles", $"{folder}/particles.star"), ("inputs.map", $"{folder}/consensus.mrc"), ("inputs.mask", $"{folder}/mask.mrc"),
        ("prep.trainingBox", "16"), ("mesh.cellSize", "24"), ("train.epochs", "24"), ("train.warmUpEpochs", "1"), ("train.batchSize", "32"), ("train.layers", "2"), ("train.width", "32"),
    ];
}
