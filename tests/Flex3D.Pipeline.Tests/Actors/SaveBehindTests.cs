using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;
using Flex3D.Tests;
using Serilog;

namespace Flex3D.Pipeline.Tests.Actors;

public sealed class SaveBehindTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = Waiting.AtMost;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-saves-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private RunHost _host = null!;
    private SaveBehind _saves = null!;

    public ValueTask InitializeAsync()
    {
        var retry = new RetryPolicy { FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(2), DiskFullPause = TimeSpan.FromMinutes(1) };
        _host = RunHost.Start(new RunHostOptions(_folder, "cpu", true) { Retry = retry }, Log.Logger);
        _saves = new SaveBehind(_host, _stop.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Beginning_does_not_wait_for_the_disk_and_settling_does()
    {
        using var written = new ManualResetEventSlim();
        bool wrote = false;
        await _saves.BeginAsync([Section(() => wrote = written.Wait(Patience))]).WaitAsync(Patience);
        Task settled = _saves.SettleAsync();
        settled.IsCompleted.ShouldBeFalse();
        Task second = _saves.BeginAsync([Section(() => { })]);
        second.IsCompleted.ShouldBeFalse("one is under way at most");
        written.Set();
        await settled.WaitAsync(Patience);
        wrote.ShouldBeTrue();
        await second.WaitAsync(Patience);
        await _saves.SettleAsync().WaitAsync(Patience);
        Directory.GetFiles(_folder, "*.flexckpt").Length.ShouldBe(2);
    }

    [Fact]
    public async Task What_could_not_be_written_is_said_when_it_is_waited_for()
    {
        await _saves.BeginAsync([Section(() => throw new IOException("broken"))]).WaitAsync(Patience);
        (await Should.ThrowAsync<RunFailedException>(() => _saves.SettleAsync().WaitAsync(Patience))).Code.ShouldBe(ExitCode.InputOutput);
    }

    [Fact]
    public async Task A_stop_gives_up_a_checkpoint_that_waits_for_room()
    {
        await _saves.BeginAsync([Section(() => throw new IOException("No space left on device", 28))]).WaitAsync(Patience);
        Task settled = _saves.SettleAsync();
        await Task.Delay(50, TestContext.Current.CancellationToken);
        settled.IsCompleted.ShouldBeFalse();
        _stop.Cancel();
        await settled.WaitAsync(Patience);
        Directory.GetFiles(_folder, "*.flexckpt").ShouldBeEmpty();
    }

    private static CheckpointSection Section(Action before) => new("note", 1, stream =>
    {
        before();
        stream.WriteByte(1);
    });
}
