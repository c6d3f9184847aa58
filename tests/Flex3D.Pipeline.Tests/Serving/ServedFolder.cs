using System.Net;
using System.Text.Json;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Serving;
using Flex3D.Pipeline.Serving.Http;

namespace Flex3D.Pipeline.Tests.Serving;

/// <summary>A folder of runs, and a server of it on a free port.</summary>
internal sealed class ServedFolder : IAsyncDisposable
{
    public const string Token = "a-token-of-this-test";
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-served-").FullName;
    private ServeApp? _app;

    /// <summary>The folder of the runs; other files may lie beside it.</summary>
    public string Root => Path.Combine(_folder, "runs");

    public string Outside => _folder;

    public ServeApp App => _app!;

    public HttpClient Browser { get; } = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });

    public List<string> Told { get; } = [];

    public static async Task<ServedFolder> StartAsync(Func<ServeRequest, ServeRequest>? with = null, Action<ServedFolder>? before = null)
    {
        var served = new ServedFolder();
        Directory.CreateDirectory(served.Root);
        before?.Invoke(served);
        var request = new ServeRequest(served.Root, IPAddress.Loopback, 0);
        try
        {
            served._app = await ServeApp.StartAsync(with?.Invoke(request) ?? request, StepCatalogue.Default, TimeProvider.System, served.Told.Add, TestContext.Current.CancellationToken);
        }
        catch
        {
            await served.DisposeAsync();
            throw;
        }
        served.Browser.BaseAddress = served.App.Address;
        return served;
    }

    /// <summary>Makes a run folder that says of itself what a run would have written.</summary>
    public RunFolder Run(string name, string state, RunActivity? now = null, string? message = null)
    {
        var run = RunFolder.Create(Path.Combine(Root, name), new PipelineOptions { Name = name, Prep = new PrepOptions(), Train = new TrainOptions() }, ["prep", "train"]);
        run.Save(new RunStatus(state, new(StringComparer.Ordinal) { ["prep"] = new(StepStatus.Done, 5, 90), ["train"] = new(state, 7, 120) }, message, state == StepStatus.Running ? null : 0, now));
        return run;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage answer = await Browser.GetAsync(path);
        string text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public async Task<(int Status, string Text)> PostAsync(string path, string json = "{}")
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await Browser.PostAsync(path, content);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<(int Status, string Text)> AskAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }
        using HttpResponseMessage answer = await Browser.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until a run is in a state, as the list has it.</summary>
    public async Task<JsonElement> UntilAsync(string id, Func<JsonElement, bool> holds)
    {
        for (int turn = 0; ; turn++)
        {
            JsonElement list = await GetAsync("/api/runs");
            JsonElement run = list.GetProperty("runs").EnumerateArray().FirstOrDefault(one => one.GetProperty("id").GetString() == id);
            if (run.ValueKind == JsonValueKind.Object && holds(run))
            {
                return run;
            }
            turn.ShouldBeLessThan(3000, $"{id}: {list}");
            App.Runs.Refresh();
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
        Directory.Delete(_folder, recursive: true);
    }
}
