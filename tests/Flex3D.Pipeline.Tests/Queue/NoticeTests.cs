using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;
using Flex3D.Pipeline.Queue;
using Flex3D.Pipeline.Queue.Notices;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Queue;

/// <summary>The command and the post for a data set that is done or dead.</summary>
public sealed class NoticeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-notice-").FullName;
    private readonly Channel<QueueEvent> _settled = Channel.CreateUnbounded<QueueEvent>();
    private readonly QueueItem _item;

    public NoticeTests() => _item = new QueueItem(7, "/in/a; touch $(x) 'y'", "a", default) { Attempt = 2, ExitCode = 65, Reason = "found {run}; expected \"b\"" };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static QueueNotice Notice(string kind, int failures = 0) => new(3, 7, kind, ItemState.Dead, default) { Failures = failures };

    private NoticeSender Sender(string? then = null, Uri? webhook = null, double limit = 30) =>
        new("/runs", then is null ? null : ThenCommand.Parse(then), webhook, (TimeSpan.FromSeconds(limit), TimeSpan.FromSeconds(limit)), happened => _settled.Writer.WriteAsync(happened).AsTask());

    [Fact]
    public async Task The_command_gets_each_value_as_one_argument_and_in_its_environment_without_a_shell()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /bin/sh");
        string script = Path.Combine(_folder, "then.sh"), told = Path.Combine(_folder, "told");
        File.WriteAllText(script, $"printf '%s\\n' \"$#\" \"$@\" \"$FLEX3D_DATASET\" \"$FLEX3D_EXITCODE\" > '{told}'\n");
        using NoticeSender sender = Sender($"/bin/sh \"{script}\" --set={{dataset}} {{state}} '{{reason}}' ''");
        sender.Send(Notice(QueueNotice.Command), _item);
        sender.Send(Notice(QueueNotice.Command), _item); // the same attempt
        (await _settled.Reader.ReadAsync()).ShouldBe(new QueueEvent.Sent(3));
        File.ReadAllLines(told).ShouldBe(["4", "--set=/in/a; touch $(x) 'y'", "dead", "found {run}; expected \"b\"", "", "/in/a; touch $(x) 'y'", "65"]);
        sender.Send(Notice(QueueNotice.Command, failures: 1), _item);
        (await _settled.Reader.ReadAsync()).ShouldBe(new QueueEvent.Sent(3));
        _settled.Reader.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("/bin/sh -e no-such-script", 30, "exit code")]
    [InlineData("sleep 100", 0.1, "took too long")]
    [InlineData("/no/such/program {run}", 30, "No such file")]
    public async Task A_command_that_fails_hangs_or_is_missing_is_reported(string then, double limit, string why)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /bin/sh");
        using NoticeSender sender = Sender(then, limit: limit);
        sender.Send(Notice(QueueNotice.Command), _item);
        (await _settled.Reader.ReadAsync()).ShouldBeOfType<QueueEvent.NotSent>().Reason.ShouldContain(why);
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("mail {who}", "{who}")]
    [InlineData("mail 'x", "a quote ' that is not closed")]
    [InlineData("sh -c 'cp {run}/summary.txt .'", "$FLEX3D_RUN")]
    [InlineData("/bin/bash -ec 'echo {reason}'", "$FLEX3D_REASON")]
    public void A_command_that_cannot_be_safe_or_understood_is_refused(string text, string why) => Should.Throw<InputException>(() => ThenCommand.Parse(text)).Message.ShouldContain(why);

    [Theory]
    [InlineData(200, null)]
    [InlineData(503, "answered 503")]
    public async Task The_facts_are_posted_as_json_and_an_error_is_reported(int answer, string? why)
    {
        using var server = new HttpListener();
        string address = $"http://127.0.0.1:{FreePort()}/hook/";
        server.Prefixes.Add(address);
        server.Start();
        using NoticeSender sender = Sender(webhook: new Uri(address));
        sender.Send(Notice(QueueNotice.Webhook), _item);
        HttpListenerContext call = await server.GetContextAsync();
        call.Request.HttpMethod.ShouldBe("POST");
        Dictionary<string, string> facts = (await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(call.Request.InputStream))!;
        facts.ShouldBe(new Dictionary<string, string>
        {
            ["run"] = Path.Combine("/runs", "a"),
            ["state"] = "dead",
            ["dataset"] = _item.Path,
            ["id"] = "7",
            ["notice"] = "3",
            ["exitcode"] = "65",
            ["reason"] = _item.Reason!,
            ["attempts"] = "2",
        }, ignoreOrder: true);
        call.Response.StatusCode = answer;
        call.Response.Close();
        QueueEvent settled = await _settled.Reader.ReadAsync();
        settled.ShouldBe(why is null ? new QueueEvent.Sent(3) : new QueueEvent.NotSent(3, $"127.0.0.1 {why}"));
    }

    [Fact]
    public async Task An_address_that_does_not_answer_is_given_up_after_the_limit_and_nobody_waits_for_it()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using NoticeSender sender = Sender(webhook: new Uri($"http://{silent.LocalEndpoint}/"), limit: 1);
        sender.Send(Notice(QueueNotice.Webhook), _item);
        _settled.Reader.Count.ShouldBe(0);
        (await _settled.Reader.ReadAsync()).ShouldBe(new QueueEvent.NotSent(3, "it took too long"));
    }

    internal static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
