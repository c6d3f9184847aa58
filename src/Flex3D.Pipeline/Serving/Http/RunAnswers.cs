using System.Text;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Serving.Control;
using Flex3D.Pipeline.Serving.Listing;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Microsoft.AspNetCore.Http;

namespace Flex3D.Pipeline.Serving.Http;

/// <summary>Answers what run folders hold.</summary>
internal sealed class RunAnswers(RunCatalogue runs, TrainingCurves curves, RunControl control)
{
    private readonly KeptJson _details = new(), _logs = new();

    /// <summary>The addresses.</summary>
    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", "/api/runs", "Lists every run below the root.", "root, version, which grows with each change, and runs: id, folder, state, step, phase, epoch, particlesPerSecond, secondsLeft, …", http => Answers.Json(http, runs.Now().Json)),
        new("GET", "/api/runs/{run}", "Shows one run.", "run as in the list, its steps with seconds and peakMegabytes, device, settings that were chosen, summary, and files", DetailAsync),
        new("GET", "/api/runs/{run}/training", "Gives losses and latents as far as the training is.", "source, epochs with loss, heldOutFlexed, heldOutRigid, …, and latents of every n-th particle", http => Answers.Json(http, curves.Json(Answers.Run(http, runs).Folder))),
        new("GET", "/api/runs/{run}/log", "Gives the last lines of the log.", "a list of time, level and text", LogAsync)
        {
            Queries = [new("lines", "integer", $"the most lines, 200 without, at most {LogTail.MostLines}"), new("debug", "boolean", "also the lines that the console does not show")],
        },
        new("GET", "/api/runs/{run}/files/{**path}", "Gives a result of the run, such as report.html or maps/flex.mrc.", "the file", FileAsync) { Type = "application/octet-stream" },
    ];

    private Task DetailAsync(HttpContext http)
    {
        ListedRun listed = Answers.Run(http, runs);
        var run = RunFolder.At(listed.Folder);
        bool stopping = control.IsStopping(listed);
        string key = string.Join('|', ((string[])[run.SettingsFile, run.StatusFile, run.SummaryFile, run.ResultsFile]).Select(KeptJson.Stamp)) + listed + stopping;
        return Answers.Json(http, _details.Of(listed.Folder, key, () => Detail(listed, run, stopping)));
    }

    private static object Detail(ListedRun listed, RunFolder run, bool stopping)
    {
        RunStatus? status = Try(run.Status);
        string? settings = Try(() => Encoding.UTF8.GetString(Storage.ReadAll(run.SettingsFile)));
        PipelineOptions? options = settings is null ? null : Try(() => PipelineFile.Parse(settings, run.SettingsFile));
        return new
        {
            run = listed,
            stopping,
            title = options?.Name,
            device = options?.Device?.ToString() ?? (settings is null ? null : Choices.Read(settings)["device"]) ?? "not chosen yet",
            threads = options?.Threads,
            steps = status?.Steps.OrderBy(step => Place(step.Key)).Select(step => new { name = step.Key, step.Value.State, step.Value.Seconds, step.Value.PeakMegabytes }),
            now = status?.Now,
            summary = Storage.Current.FileExists(run.SummaryFile) ? Try(() => Encoding.UTF8.GetString(Storage.ReadAll(run.SummaryFile))) : null,
            files = RunFiles.Of(run).Order(StringComparer.Ordinal),
        };
    }

    private Task LogAsync(HttpContext http)
    {
        bool debug = http.Request.Query["debug"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
        string folder = Answers.Run(http, runs).Folder;
        int lines = Answers.Whole(http, "lines", 200, LogTail.MostLines);
        return Answers.Json(http, _logs.Of($"{folder} {lines} {debug}", LogTail.KeyOf(folder), () => LogTail.Read(folder, lines, debug)));
    }

    private Task FileAsync(HttpContext http)
    {
        ListedRun run = Answers.Run(http, runs);
        string name = http.Request.RouteValues["path"] as string ?? "";
        string path = RunFiles.Find(RunFolder.At(run.Folder), name) ?? throw new RefusedException(404, $"no result '{name}' of the run");
        http.Response.ContentType = RunFiles.TypeOf(name);
        http.Response.Headers.CacheControl = "no-cache";
        // What a run folder holds may be anybody's: in a browser it may run, but not ask this server as the user would.
        http.Response.Headers.ContentSecurityPolicy = "sandbox allow-scripts allow-downloads allow-popups";
        if (name == "report.html")
        {
            return Answers.Bytes(http, RunFiles.TypeOf(name), Encoding.UTF8.GetBytes(WithStatus(run.Folder, path)));
        }
        http.Response.ContentLength = new FileInfo(path).Length;
        return http.Response.SendFileAsync(path, http.RequestAborted);
    }

    // In its sandbox the page is a stranger, to whom the script beside it is not given: so it comes inside.
    private static string WithStatus(string folder, string path)
    {
        string page = Encoding.UTF8.GetString(Storage.ReadAll(path)), beside = RunFolder.At(folder).StatusScript;
        string? script = Storage.Current.FileExists(beside) ? Try(() => Encoding.UTF8.GetString(Storage.ReadAll(beside))) : null;
        return script is null || script.Contains("</", StringComparison.Ordinal) ? page : page.Replace("<script src=\"status.js\" async></script>", $"<script>{script}</script>", StringComparison.Ordinal);
    }

    private static int Place(string step) => SettingForm.Steps.ToList().FindIndex(known => known.Name == step);

    private static T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or InputException or UnauthorizedAccessException)
        {
            return null; // the list says that the folder is damaged
        }
    }
}
