using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Simulator;

/// <summary>One life of the program over a run's folder: what the training step does, with the real parts and without threads.</summary>
internal sealed class SimulatedProcess
{
    public const string Run = "/runs/a";
    private const int MostLetters = 20_000;
    private readonly World _world;
    private readonly Scenario _scenario;
    private readonly IStorage _storage;
    private readonly CheckpointFolder _folder;
    private readonly CheckpointSchedule _schedule;
    private int _letters;

    public SimulatedProcess(World world)
    {
        (_world, _scenario, _storage) = (world, world.Scenario, world.Storage);
        Program = new IntegerProgram(_scenario, world.Reference, world.Defect);
        _folder = new CheckpointFolder(Checkpoints, _scenario.Generations, _storage);
        _schedule = new CheckpointSchedule(_scenario.CheckpointSteps * (world.Defect == Defect.SavesTooRarely ? 3 : 1), TimeSpan.MaxValue);
    }

    /// <summary>Where checkpoints lie.</summary>
    public static string Checkpoints { get; } = Path.GetFullPath(Run + "/checkpoints/train");

    public IntegerProgram Program { get; }

    /// <summary>From the start, or from the newest checkpoint, to the end of the run or of the process.</summary>
    public ExitCode Go()
    {
        try
        {
            if (_world.Defect != Defect.DoesNotTakeOver)
            {
                DurableFolder.TakeOver(Run, withFolders: true, _storage);
            }
            SavedLedger? saved = Resume(out string source);
            for (int phase = Program.Phase; phase < _scenario.Phases.Length; phase++)
            {
                Program.BeginPhase(phase);
                LedgerState start = saved?.Resume(Program.Steps, source) ?? LedgerState.Begin(Program.Steps, 0);
                saved = null;
                LedgerState end = RunPhase(start);
                PhaseRecord counted = PhaseRecord.Of("train", $"epoch {phase + 1}", end);
                Require(new LedgerTotals(counted.Counted, counted.Quarantined) == _world.Reference.Totals(phase, Program.Steps.Count), $"phase {phase} counted {counted}");
                if (phase + 1 < _scenario.Phases.Length)
                {
                    Program.BeginPhase(phase + 1); // a checkpoint between two phases is of the next one's beginning
                }
                Save(null, insideStep: false);
            }
            DurableFile.Write(Run + "/result", stream => stream.Write(BitConverter.GetBytes(Program.Model)), _storage);
            return ExitCode.Done;
        }
        catch (RunFailedException failed)
        {
            return failed.Code;
        }
        catch (IOException fault)
        {
            return ExitCodes.Of(fault);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Stopped;
        }
    }

    private SavedLedger? Resume(out string source)
    {
        if (_world.Defect == Defect.ResumesUnverified)
        {
            _world.Book.MakeAllVerify(Checkpoints);
        }
        if (_world.Defect == Defect.ResumesFromTheOldest && _storage.List(Checkpoints, "checkpoint-*") is { Count: > 1 } paths)
        {
            paths.Order(StringComparer.Ordinal).Skip(1).ToList().ForEach(_storage.Delete);
        }
        using CheckpointReader? checkpoint = _folder.OpenNewest(damaged => _world.Book.Refused(damaged.InputSource));
        source = checkpoint?.Path ?? "";
        if (checkpoint is null)
        {
            _world.Book.Resumed(null, 0, 0);
            return null;
        }
        Program.Restore(checkpoint);
        var saved = SavedLedger.Of(checkpoint);
        long step = saved?.OpenStep ?? (Program.Steps.Count > 0 && Program.Model == _world.Reference.Last ? Program.Steps.Count : 0);
        Require(Program.IsAsUndisturbed(step), $"{source} holds another model or other sums than an undisturbed run has at step {step} of phase {Program.Phase}");
        Require(saved is null || saved.Totals == _world.Reference.Totals(Program.Phase, step), $"{source} has counted {saved?.Totals} before step {step}");
        _world.Statistics.Count(Happened.Resumes);
        _world.Trace?.Invoke($"continuing from {Path.GetFileName(source)}: phase {Program.Phase}, step {step}, {Program.Reduced} shards");
        _world.Book.Resumed(source, _world.Reference.StepsBefore(Program.Phase, step), Program.Reduced);
        return saved ?? (step > 0 ? new SavedLedger(step, _world.Reference.Totals(Program.Phase, step), default) : null);
    }

    // As the supervisor: graph after graph until the phase is done, or given up.
    private LedgerState RunPhase(LedgerState start)
    {
        var ledger = new LocalLedger(start);
        SupervisionState state = SupervisionState.At(start);
        var mail = new Mail(_scenario, _world.MailDraw, _world.Statistics, _world.Trace); // what a graph sent may arrive in the next one
        while (true)
        {
            try
            {
                RunGraph(ledger, mail);
                return ledger.State;
            }
            catch (Exception fault) when (fault is not (CrashException or ViolationException or InvariantException or RunFailedException or OperationCanceledException))
            {
                (state, Remedy remedy) = SupervisionRule.Decide(state.Seen(ledger.State), fault, _scenario.Policy);
                _world.Trace?.Invoke($"the graph failed ({fault.Message}): {remedy}");
                switch (remedy)
                {
                    case Remedy.Pause or Remedy.ChangeDevice:
                        ledger = _world.Defect == Defect.ForgetsTheLedger ? new LocalLedger(start) : ledger;
                        break;
                    case Remedy.GiveUp enough:
                        throw new RunFailedException(enough.Code, enough.Why, fault);
                    default:
                        throw;
                }
            }
        }
    }

    private void RunGraph(LocalLedger real, Mail mail)
    {
        IShardLedger ledger = _world.Defect == Defect.None ? real : new DefectiveLedger(real, _world.Defect);
        bool stop = false;
        var settler = new ShardSettler<IntegerBuffer>(Program, ledger, (_, committed, _) =>
        {
            Settled(real.State, committed);
            if (stop && committed && !real.State.Done)
            {
                Save(real.State, insideStep: false);
                throw new OperationCanceledException();
            }
            return ValueTask.CompletedTask;
        });
        Now(settler.BeginAsync(default));
        Dispatch(real.State, mail);
        mail.Remind(new Letter.LookAgain());
        while (!real.State.Done)
        {
            Letter letter = mail.Next() ?? throw new ViolationException("nothing is under way and the phase is not done");
            Require(++_letters <= MostLetters, $"no end after {MostLetters} letters");
            stop |= _world.Weather.Stop();
            switch (letter)
            {
                case Letter.Work work:
                    mail.Send(Work(work.Shard));
                    break;
                case Letter.Done done:
                    ShardVerdict verdict = Now(settler.CountAsync(done.Shard, done.Quarantined, done.Buffer));
                    if (!verdict.Counts)
                    {
                        _world.Statistics.Count(Happened.DuplicatesDropped);
                    }
                    _world.Trace?.Invoke($"{done.Shard} arrives: {verdict}");
                    if (Now(settler.SettleAsync(done.Shard, verdict, default)))
                    {
                        Dispatch(real.State, mail);
                    }
                    break;
                case Letter.LookAgain when _world.Defect != Defect.NeverSendsAgain:
                    Dispatch(real.State, mail);
                    mail.Remind(letter);
                    break;
            }
        }
    }

    private static void Dispatch(LedgerState state, Mail mail)
    {
        foreach (ShardKey shard in state.Missing.TakeWhile(shard => shard.Step == state.OpenStep))
        {
            mail.Send(new Letter.Work(shard));
        }
    }

    private Letter.Done Work(ShardKey shard)
    {
        if (_world.Weather.OfShard() is { } fault)
        {
            throw fault;
        }
        var buffer = new IntegerBuffer();
        Program.Read(shard, buffer);
        int quarantined = Program.Prepare(shard, buffer);
        Program.Infer(shard, buffer, 0);
        Program.Accumulate(shard, buffer, 0);
        return new Letter.Done(shard, quarantined, buffer);
    }

    private void Settled(LedgerState now, bool committed)
    {
        _world.Book.CommittedAtTheEnd = Math.Max(_world.Book.CommittedAtTheEnd, _world.Reference.StepsBefore(Program.Phase, now.OpenStep));
        if (committed)
        {
            _schedule.Committed();
        }
        if (committed ? _schedule.Due : _world.SaveDraw.Chance(_scenario.SaveInsideStep))
        {
            Save(now, insideStep: !committed);
        }
    }

    // As the checkpoint actor: again and again, until the rule has had enough.
    private void Save(LedgerState? ledger, bool insideStep)
    {
        CheckpointSection[] sections = [Program.ToSection(), .. ledger is null ? [] : SavedLedger.Sections(ledger)];
        var tries = new SupervisionState();
        while (true)
        {
            try
            {
                string path = _folder.Save(sections);
                bool atTheEnd = ledger is null && Program.Model == _world.Reference.Last;
                long step = ledger?.OpenStep ?? (atTheEnd ? Program.Steps.Count : 0);
                _world.Book.Promised(path, _world.Reference.StepsBefore(Program.Phase, step), Program.Reduced);
                _world.Statistics.Count(insideStep ? Happened.CheckpointsInsideSteps : Happened.Checkpoints);
                _schedule.Saved();
                return;
            }
            catch (IOException fault)
            {
                (tries, Remedy remedy) = SupervisionRule.Decide(tries, fault, _scenario.Policy);
                if (remedy is Remedy.GiveUp enough)
                {
                    throw new RunFailedException(enough.Code, enough.Why, fault);
                }
            }
        }
    }

    private static T Now<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : throw new ViolationException("the settler waits for something that is not there");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ViolationException(otherwise);
        }
    }
}
