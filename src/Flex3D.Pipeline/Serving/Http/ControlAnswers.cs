using Flex3D.Pipeline.Serving.Control;
using Flex3D.Pipeline.Serving.Listing;
using Flex3D.Stages.Files;
using Microsoft.AspNetCore.Http;

namespace Flex3D.Pipeline.Serving.Http;

/// <summary>Answers what concerns starting and stopping runs, and the machine on which they would work.</summary>
internal sealed class ControlAnswers(RunCatalogue runs, RunControl control, InputChecks checks, DeviceList devices)
{
    private const string Run = "name, a new folder below the root; steps, a list of names; settings, an object of keys as in a pipeline file and values as text";

    /// <summary>The addresses.</summary>
    public IEnumerable<ApiRoute> Routes =>
    [
        new("POST", "/api/runs", "Starts a run.", "folder, and id, by which it is found once it has begun", StartAsync) { Body = Run, Changes = true },
        new("POST", "/api/runs/{run}/pause", "Asks a run to save a checkpoint and end.", "state", http => StopAsync(http, atOnce: false)) { Changes = true },
        new("POST", "/api/runs/{run}/stop", "Ends a run at once; resumed, it goes on from its last checkpoint.", "state", http => StopAsync(http, atOnce: true)) { Changes = true },
        new("POST", "/api/runs/{run}/resume", "Continues a run from its newest checkpoint.", "state", ResumeAsync) { Changes = true },
        new("GET", "/api/form", "Describes every setting of a run.", "sections, each with its settings: key, kind, about, expected, default, unit, choices", http => Answers.Json(http, new { sections = SettingForm.Sections, folder = Environment.CurrentDirectory })),
        new("POST", "/api/check", "Checks the inputs of a run as flex3d check --quick does.", "particles, map, count, and findings: code, severity, text, evidence, remedy", CheckAsync)
        {
            Body = Run, Changes = true, Queries = [new("images", "integer", "the most images to compare with the map, 200 without")],
        },
        new("GET", "/api/machine", "Describes the machine.", "name, cores, memoryBytes, availableBytes, freeBytes on the disk of the runs, and failures of runs that were started", MachineAsync),
        new("POST", "/api/devices", "Lists the devices as flex3d devices does, which takes seconds the first time.", "lines", async http => await Answers.Json(http, new { lines = await devices.FindAsync(http.RequestAborted).ConfigureAwait(false) }).ConfigureAwait(false)) { Changes = true },
    ];

    private async Task StartAsync(HttpContext http)
    {
        string folder = control.Start(await Answers.Read<StartRequest>(http).ConfigureAwait(false));
        await Answers.Json(http, new { folder, id = RunIds.Of(runs.Root, folder) }, StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    private Task StopAsync(HttpContext http, bool atOnce)
    {
        control.Stop(Answers.Run(http, runs), atOnce);
        return Answers.Json(http, new { state = "stopping" }, StatusCodes.Status202Accepted);
    }

    private Task ResumeAsync(HttpContext http)
    {
        control.Resume(Answers.Run(http, runs));
        return Answers.Json(http, new { state = "starting" }, StatusCodes.Status202Accepted);
    }

    private async Task CheckAsync(HttpContext http)
    {
        StartRequest request = await Answers.Read<StartRequest>(http).ConfigureAwait(false);
        await Answers.Json(http, await checks.FindAsync(request, Answers.Whole(http, "images", 200, 10_000), http.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private Task MachineAsync(HttpContext http) => Answers.Json(http, new
    {
        name = Environment.MachineName,
        cores = Environment.ProcessorCount,
        memoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        availableBytes = DeviceList.AvailableBytes(),
        freeBytes = FreeBytes(),
        failures = control.Failures,
    });

    private long? FreeBytes()
    {
        try
        {
            return Storage.Current.FreeBytes(runs.Root);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
