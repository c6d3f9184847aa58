using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Phases;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Pipeline.Tests.Graph;
using Flex3D.Stages.Faults;
using Flex3D.Tests;
using Serilog;

namespace Flex3D.Pipeline.Tests.Phases;

public sealed class PhaseLoopTests : IDisposable
{
    private const int Steps = 5, Shards = 4;
    private static readonly TimeSpan Patience = Waiting.AtMost;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-loop-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly RunFolder _run;

    private static readonly PipelineOptions Options = new()
    {
        Name = "loop",
        Train = new(),
        Safety = new() { RetryPause = 60, LostDevice = LostDevice.Stop }, // whoever fails waits, for good, until a stop is asked for
    };

    public PhaseLoopTests() => _run = RunFolder.Create(Path.Combine(_folder, "run"), Options, [TrainStep.Name]);

    public void Dispose()
    {
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync(FakeSeries series, bool resume, CancellationToken stop = default)
    {
        var context = new StepContext(TrainStep.Name, _run, [_run], RunSettings.Of(_run), resume, Log.Logger, new PlainProgress(TextWriter.Null), Monitor: null, stop);
        await using var loop = new PhaseLoop<FakeProgram.Buffer>(context, series);
        await loop.RunAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task Phases_are_run_one_after_the_other_and_recorded()
    {
        var series = new FakeSeries(insideStep: false, phases: 2);
        await RunAsync(series, resume: false);
        series.Result.ShouldBe(FakeSeries.Expected(2));
        _run.Phases().ShouldBe([new PhaseRecord("train", "phase 1", Steps, 200, 200, 0), new PhaseRecord("train", "phase 2", Steps, 200, 200, 0)]);
    }

    [Theory]
    [InlineData(false)] // what is counted of the open step is done again
    [InlineData(true)] // and here not
    public async Task Stopped_while_it_waits_for_another_try_in_the_middle_of_a_step_it_goes_on_to_the_same_result(bool insideStep)
    {
        var series = new FakeSeries(insideStep);
        series.Hook = (what, shard) =>
        {
            if (what == "Read" && shard == new ShardKey(2, Shards - 1))
            {
                Task.Delay(200).ContinueWith(_ => _stop.Cancel());
                throw new IOException("the share is away");
            }
        };
        series.Gate = shard => shard != new ShardKey(2, Shards - 1) || SpinWait.SpinUntil(() => series.Committed == 2 && series.Reduced == Shards - 1, Patience);
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(series, resume: false, _stop.Token));

        var rest = new FakeSeries(insideStep);
        await RunAsync(rest, resume: true);
        rest.RestoredShards.ShouldBe(insideStep ? Shards - 1 : 0);
        rest.Result.ShouldBe(FakeSeries.Expected(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_device_leaves_a_checkpoint_of_all_that_counts(bool insideStep)
    {
        var series = new FakeSeries(insideStep);
        series.Hook = (what, shard) =>
        {
            if (what == "Read" && shard == new ShardKey(3, Shards - 1))
            {
                throw new DeviceException("gone");
            }
        };
        series.Gate = shard => shard != new ShardKey(3, Shards - 1) || SpinWait.SpinUntil(() => series.Committed == 3 && series.Reduced == Shards - 1, Patience);
        (await Should.ThrowAsync<RunFailedException>(() => RunAsync(series, resume: false))).Code.ShouldBe(ExitCode.NoDevice);

        var rest = new FakeSeries(insideStep);
        await RunAsync(rest, resume: true);
        (rest.RestoredStep, rest.RestoredShards).ShouldBe((3, insideStep ? Shards - 1 : 0));
        rest.Result.ShouldBe(FakeSeries.Expected(1));
    }

    /// <summary>Phases of fake work, one model through all of them.</summary>
    private sealed class FakeSeries(bool insideStep, int phases = 1) : PhaseSeries<FakeProgram.Buffer>
    {
        private FakeProgram _program = new(Steps, Shards);
        private int _phase;
        private long _before = 1;

        public Action<string, ShardKey>? Hook { get; set; }

        /// <summary>Asked, and waited for, before a shard is read.</summary>
        public Func<ShardKey, bool>? Gate { get; set; }

        public int RestoredShards { get; private set; }

        public long RestoredStep { get; private set; }

        private long Model => unchecked(_before * 31 + _program.Model);

        /// <summary>The model that the phases before have left.</summary>
        public long Result => _before;

        public int Reduced => _program.Reduced;

        public long Committed => _program.Log.Count(line => line.StartsWith("Commit", StringComparison.Ordinal));

        public static long Expected(int phases)
        {
            long model = 1;
            for (int phase = 0; phase < phases; phase++)
            {
                model = unchecked(model * 31 + FakeProgram.Expected(Steps, Shards));
            }
            return model;
        }

        public override bool Finished => _phase == phases;

        public override bool SavesInsideStep => insideStep;

        public override bool SavesAfterPhase => true;

        public override CheckpointIdentity Identity { get; } = new(new(StringComparer.Ordinal) { [CheckpointIdentity.Backend] = "fake" });

        public override IShardProgram<FakeProgram.Buffer> Program => _program;

        public override BufferPool<FakeProgram.Buffer> Buffers { get; } = new(2 * Shards, _ => new());

        public override string Device => "cuda:0";

        public override ShardGraphOptions GraphOptions() => new(2, Readers: 2);

        public override string LeaveDevice() => "cpu";

        public override string Begin()
        {
            _program.Hook = (what, shard) =>
            {
                if (what == "Read")
                {
                    Gate?.Invoke(shard);
                }
                Hook?.Invoke(what, shard);
            };
            return $"phase {_phase + 1}";
        }

        public override void End()
        {
            (_phase, _before) = (_phase + 1, Model);
            _program = new FakeProgram(Steps, Shards);
        }

        public override IReadOnlyList<CheckpointSection> Sections(LedgerState? ledger) =>
        [
            Identity.ToSection(), .. ledger is null ? [] : SavedLedger.Sections(ledger), CheckpointSection.Array<long>("fake", new[] { _phase, _before, _program.Model, _program.Sum, _program.Reduced }),
        ];

        public override void Restore(CheckpointReader checkpoint)
        {
            long[] saved = checkpoint.Array<long>("fake");
            (_phase, _before) = ((int)saved[0], saved[1]);
            _program = new FakeProgram(Steps, Shards);
            _program.Restore(saved[2], 0, 0);
        }

        public override void RestoreSums(CheckpointReader checkpoint, int shards)
        {
            long[] saved = checkpoint.Array<long>("fake");
            RestoredShards = shards;
            if (shards > 0)
            {
                ((long)shards).ShouldBe(saved[4]);
                _program.Restore(saved[2], saved[3], shards);
            }
        }

        public override string PlaceOf(LedgerState? ledger)
        {
            RestoredStep = ledger?.OpenStep ?? 0;
            return $"step {RestoredStep}";
        }
    }
}
