using System.Net;
using System.Net.Sockets;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Serving;

public sealed class AccessTests
{
    [Fact]
    public async Task With_a_token_only_those_who_know_it_are_answered_and_the_link_puts_it_into_a_cookie()
    {
        await using ServedFolder served = await ServedFolder.StartAsync(request => request with { Token = ServedFolder.Token });
        foreach (string path in new[] { "/api/runs", "/api/events", "/openapi.json", "/api/form" })
        {
            (await served.AskAsync(path)).Status.ShouldBe(401, path);
            (await served.AskAsync(path, ("Authorization", "Bearer a-token-of-this-tesT"))).Status.ShouldBe(401, path);
        }
        (await served.PostAsync("/api/runs", "{}")).Status.ShouldBe(401);
        (await served.AskAsync("/api/runs", ("Authorization", $"Bearer {ServedFolder.Token}"))).Status.ShouldBe(200);
        (await served.AskAsync("/")).Status.ShouldBe(200, "the page itself holds no secret");
        (await served.AskAsync("/?token=wrong")).Status.ShouldBe(401);
        using HttpResponseMessage entered = await served.Browser.GetAsync(served.App.Link);
        entered.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        entered.Headers.Location!.ToString().ShouldBe("/");
        string cookie = entered.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        (await served.AskAsync("/api/runs", ("Cookie", cookie.Split(';')[0]))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Host", "evil.example", 421)]
    [InlineData("Host", "localhost", 200)]
    [InlineData("Host", "flex.lab", 200)]
    public async Task Pages_of_other_servers_and_other_names_of_this_one_are_refused(string header, string value, int status)
    {
        await using ServedFolder served = await ServedFolder.StartAsync(request => request with { Hosts = ["flex.lab"] });
        (await served.AskAsync("/api/runs", (header, value))).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_request_that_changes_something_is_json_and_a_server_that_only_shows_refuses_it()
    {
        await using ServedFolder served = await ServedFolder.StartAsync(request => request with { ReadOnly = true }, root => root.Run("one", StepStatus.Stopped));
        using var form = new StringContent("{}", System.Text.Encoding.UTF8, "text/plain");
        (await served.Browser.PostAsync("/api/runs", form)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        foreach (string path in new[] { "/api/runs", "/api/runs/one/resume", "/api/runs/one/pause", "/api/runs/one/stop", "/api/check", "/api/devices" })
        {
            (int status, string text) = await served.PostAsync(path);
            status.ShouldBe(403, path);
            text.ShouldContain("--read-only");
        }
    }

    [Theory]
    [InlineData("/api/runs/..%2F..%2Fetc/log")]
    [InlineData("/api/runs/..~1secret/log")]
    [InlineData("/api/runs/one/files/..%2F..%2Fsecret.txt")]
    [InlineData("/api/runs/one/files/%2e%2e/%2e%2e/secret.txt")]
    [InlineData("/api/runs/one/files/../../secret.txt")]
    [InlineData("/api/runs/one/files/..%5C..%5Csecret.txt")]
    [InlineData("/api/runs/one/files//etc/passwd")]
    [InlineData("/api/runs/one/files/.lock")]
    [InlineData("/api/runs/one/files/log.json")]
    [InlineData("/api/runs/one/files/maps/link.mrc")]
    [InlineData("/api/runs/one/files/linked/secret.txt")]
    public async Task Nothing_but_results_inside_a_run_folder_is_given_out(string path)
    {
        await using ServedFolder served = await ServedFolder.StartAsync(before: root =>
        {
            RunFolder run = root.Run("one", StepStatus.Done);
            File.WriteAllText(Path.Combine(root.Outside, "secret.txt"), "secret");
            Directory.CreateDirectory(Path.Combine(run.Path, "maps"));
            File.CreateSymbolicLink(Path.Combine(run.Path, "maps", "link.mrc"), Path.Combine(root.Outside, "secret.txt"));
            Directory.CreateSymbolicLink(Path.Combine(run.Path, "linked"), root.Outside);
            // A list that was tampered with names all of them.
            string[] names = ["../../secret.txt", "..\\..\\secret.txt", "/etc/passwd", "maps/link.mrc", "linked/secret.txt"];
            run.WriteJson(ResultManifest.FileName, ResultManifest.Of(names.Select(name => new ResultRecord("train", name, 6, ""))));
        });
        // HttpClient would tidy the path up.
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, served.App.Address.Port);
        await using NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        string answer = await reader.ReadToEndAsync();
        answer.ShouldStartWith("HTTP/1.1 404");
        answer.ShouldNotContain("secret\n");
    }

    [Fact]
    public async Task A_result_is_given_out_and_the_report_runs_in_a_sandbox_with_its_times_inside()
    {
        await using ServedFolder served = await ServedFolder.StartAsync(before: root =>
        {
            RunFolder run = root.Run("one", StepStatus.Done);
            File.WriteAllText(Path.Combine(run.Path, "fsc.csv"), "a,b\n");
            File.WriteAllText(Path.Combine(run.Path, "report.html"), "<p>r</p><script src=\"status.js\" async></script>");
            File.WriteAllText(run.StatusScript, "flex3dStatus({});\n");
            run.WriteJson(ResultManifest.FileName, ResultManifest.Of([new ResultRecord("train", "fsc.csv", 4, "")]));
        });
        (await served.AskAsync("/api/runs/one/files/fsc.csv")).Text.ShouldBe("a,b\n");
        using HttpResponseMessage report = await served.Browser.GetAsync("/api/runs/one/files/report.html");
        report.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("sandbox allow-scripts");
        (await report.Content.ReadAsStringAsync()).ShouldBe("<p>r</p><script>flex3dStatus({});\n</script>");
        (await served.GetAsync("/api/runs/one")).GetProperty("files").EnumerateArray().Select(file => file.GetString()).ShouldContain("fsc.csv");
    }

    [Fact]
    public async Task A_port_in_use_is_refused_in_a_sentence()
    {
        await using ServedFolder served = await ServedFolder.StartAsync();
        (await Should.ThrowAsync<InputException>(() => ServedFolder.StartAsync(request => request with { Port = served.App.Address.Port })))
            .Message.ShouldContain($"--port: found 127.0.0.1:{served.App.Address.Port}, which cannot be used");
    }

    [Theory]
    [InlineData("--root", "no-such-folder", "no folder no-such-folder")]
    [InlineData("--port", "70000", "found 70000; expected 0 to 65535")]
    [InlineData("--address", "somewhere", "an address of this machine")]
    public async Task Wrong_options_are_refused(string option, string value, string words) => await Flex.RefusedAsync(option == "--root" ? ["serve", option, value] : ["serve", "--root", ".", option, value], words);
}
