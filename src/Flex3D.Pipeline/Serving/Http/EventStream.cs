using System.Text.Json;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Serving.Control;
using Flex3D.Pipeline.Serving.Listing;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Microsoft.AspNetCore.Http;

namespace Flex3D.Pipeline.Serving.Http;

/// <summary>Tells browsers what changes, as server-sent events: <c>runs</c>, and of one run <c>training</c> and <c>log</c>.</summary>
/// <param name="stop">Ends all streams.</param>
internal sealed class EventStream(RunCatalogue runs, TrainingCurves curves, TimeProvider clock, CancellationToken stop)
{
    /// <summary>The most browsers at once.</summary>
    public const int MostOpen = 100;

    private const int LogLines = 200;
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);
    private const int QuietTurns = 15;
    private int _open;

    /// <summary>Number of browsers that listen.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Its address.</summary>
    public ApiRoute Route => new("GET", "/api/events", "Tells what changes, at most once a second.", "events runs, training and log, each with the JSON of GET /api/runs, …/training and …/log", AnswerAsync)
    {
        Type = "text/event-stream",
        Queries = [new("run", "string", "id of a run whose training and log are also told")],
    };

    private async Task AnswerAsync(HttpContext http)
    {
        ListedRun? run = http.Request.Query["run"].ToString() is { Length: > 0 } id ? runs.Find(id) ?? throw new RefusedException(404, $"no run '{id}' below {runs.Root}") : null;
        if (Interlocked.Increment(ref _open) > MostOpen)
        {
            Interlocked.Decrement(ref _open);
            throw new RefusedException(503, $"{MostOpen} browsers are open already; close some");
        }
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stop);
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["X-Accel-Buffering"] = "no"; // a proxy must not hold events back
            await TellAsync(http.Response.Body, run?.Folder, end.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            return; // the browser has gone, or the server ends
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task TellAsync(Stream body, string? folder, CancellationToken end)
    {
        long version = -1;
        string? training = "", log = "";
        for (int quiet = 0; !end.IsCancellationRequested; quiet++)
        {
            bool told = false;
            if (runs.Now() is var list && list.Version != version)
            {
                version = list.Version;
                await WriteAsync(body, "runs", list.Json, end).ConfigureAwait(false);
                told = true;
            }
            if (folder is not null && TrainingCurves.KeyOf(folder) is var key && key != training)
            {
                training = key;
                await WriteAsync(body, "training", Training(folder), end).ConfigureAwait(false);
                told = true;
            }
            if (folder is not null && LogTail.KeyOf(folder) is var now && now != log)
            {
                log = now;
                await WriteAsync(body, "log", JsonSerializer.SerializeToUtf8Bytes(LogTail.Read(folder, LogLines, debug: false), ServedJson.Options), end).ConfigureAwait(false);
                told = true;
            }
            if (told || quiet % QuietTurns == 0)
            {
                await body.WriteAsync(": \n\n"u8.ToArray(), end).ConfigureAwait(false); // shows on both sides that the other is still there
                await body.FlushAsync(end).ConfigureAwait(false);
            }
            await Task.Delay(s_between, clock, end).ConfigureAwait(false);
        }
    }

    private byte[] Training(string folder)
    {
        try
        {
            return curves.Json(folder);
        }
        catch (Exception fault) when (fault is IOException or InputException or UnauthorizedAccessException)
        {
            return JsonSerializer.SerializeToUtf8Bytes(new { error = FaultMessage.Of(fault) }, ServedJson.Options);
        }
    }

    private static async Task WriteAsync(Stream body, string name, byte[] json, CancellationToken end)
    {
        await body.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"event: {name}\ndata: "), end).ConfigureAwait(false);
        await body.WriteAsync(json, end).ConfigureAwait(false);
        await body.WriteAsync("\n\n"u8.ToArray(), end).ConfigureAwait(false);
    }
}
