using System.Text.Json;
using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Tests.Serving;

public sealed class EventTests
{
    [Fact]
    public async Task Two_browsers_at_once_see_a_change_and_one_that_goes_away_is_forgotten()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using ServedFolder served = await ServedFolder.StartAsync(before: root => root.Run("one", StepStatus.Stopped));
        string log = Path.Combine(served.Root, "one", "log.json");
        using HttpResponseMessage first = await OpenAsync(served, "/api/events"), second = await OpenAsync(served, "/api/events?run=one");
        first.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var left = new StreamReader(await first.Content.ReadAsStreamAsync(stop));
        using var right = new StreamReader(await second.Content.ReadAsStreamAsync(stop));
        StateIn(await NextAsync(left, "runs")).ShouldBe("stopped");
        StateIn(await NextAsync(right, "runs")).ShouldBe("stopped");
        (await NextAsync(right, "training")).GetProperty("epochs").GetArrayLength().ShouldBe(0);
        served.App.Events.Open.ShouldBe(2);

        served.Run("two", StepStatus.Done);
        RunFolder.At(Path.Combine(served.Root, "one")).Save(new RunStatus(StepStatus.Failed, [], "it failed"));
        served.App.Runs.Refresh();
        StateIn(await NextAsync(left, "runs")).ShouldBe("failed");
        StateIn(await NextAsync(right, "runs")).ShouldBe("failed");

        first.Dispose(); // the browser goes away; the other one is told as before
        await File.WriteAllTextAsync(log, "{\"@t\":\"2026-01-02T03:04:05.0Z\",\"@mt\":\"a line\"}\n", stop);
        (await NextAsync(right, "log", lines => lines.GetArrayLength() > 0))[0].GetProperty("text").GetString().ShouldBe("a line");
        for (int turn = 0; served.App.Events.Open > 1; turn++)
        {
            turn.ShouldBeLessThan(3000);
            served.Run($"more{turn}", StepStatus.Done); // what is written to a connection that is gone fails
            served.App.Runs.Refresh();
            await Task.Delay(100, stop);
        }
        served.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_of_a_run_that_is_not_there_are_refused()
    {
        await using ServedFolder served = await ServedFolder.StartAsync();
        (await served.AskAsync("/api/events?run=none")).Status.ShouldBe(404);
        served.App.Events.Open.ShouldBe(0);
    }

    private static Task<HttpResponseMessage> OpenAsync(ServedFolder served, string path) => served.Browser.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    private static string? StateIn(JsonElement list) => list.GetProperty("runs").EnumerateArray().First(run => run.GetProperty("id").GetString() == "one").GetProperty("state").GetString();

    private static async Task<JsonElement> NextAsync(StreamReader reader, string name, Func<JsonElement, bool>? holds = null)
    {
        string said = "";
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                said = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && said == name && JsonDocument.Parse(line[6..]).RootElement is var data && holds?.Invoke(data) != false)
            {
                return data.Clone();
            }
        }
        throw new ShouldAssertException($"the stream ended before {name}");
    }
}
