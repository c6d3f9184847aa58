using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;

namespace Flex3D.Simulator.Network;

/// <summary>A life of the head: the real dealer, deck, table, settler and ledger over work in integers.</summary>
internal sealed class HeadLife : Life
{
    private const int FirstLook = 250, Counting = 3, GraphPause = 100;

    private readonly DealtIntegerProgram _program;
    private readonly OpenWork _work = new();
    private Dealer _dealer;
    private LocalLedger _ledger = null!;
    private SimulatedGraph? _graph;
    private int _places;

    /// <summary>Goes on from what was saved.</summary>
    public HeadLife(NetworkWorld world, Machine machine)
        : base(world, machine)
    {
        _program = new DealtIntegerProgram(world);
        _program.Restart(world.Saved.Phase, world.Saved.Model);
        _dealer = NewDealer();
        Every(FirstLook, () =>
        {
            _dealer.LookAround();
            _graph?.ComputeHere();
        });
        BeginPhase(world.Saved.Step);
    }

    /// <summary>Number of the pipeline step that is open, as the dealer tells it.</summary>
    public int Number { get; private set; }

    public override void Hear(Life from, WireMessage message) => _dealer.Hear(new SimulatedPeer(World, from, this), message);

    /// <summary>Gives up a worker, as the cluster tells it.</summary>
    public void Lose(Life worker, string why) => After(0, () => _dealer.Lose(new SimulatedPeer(World, worker, this), why));

    /// <summary>Begins a new graph over the same ledger, as after a fault.</summary>
    public void FailGraph()
    {
        if (_graph is { } graph)
        {
            graph.End();
            _graph = null;
            LedgerState start = LedgerState.Begin(_program.Steps, 0);
            _ledger = World.Defect == NetworkDefect.ForgetsTheLedger ? new LocalLedger(start) : _ledger;
            After(GraphPause, BeginGraph);
        }
    }

    /// <summary>Begins dealing anew, as after an exception in it.</summary>
    public void RestartDealer()
    {
        _dealer.GiveAllBack();
        _dealer = NewDealer();
    }

    private Dealer NewDealer() => new(World.Log, World.Rules, Machine.Clock, NetworkWorld.Build, _work, places => _places = places);

    private void BeginPhase(long step)
    {
        _program.BeginPhase(_program.Phase);
        _ledger = new LocalLedger(LedgerState.Begin(_program.Steps, step, World.Reference.Totals(_program.Phase, step)));
        Number++;
        _dealer.Open(new OpenStep(0, Number, "/run", "train", "", NetworkWorld.Identity));
        BeginGraph();
    }

    private void BeginGraph()
    {
        IShardLedger asked = World.Defect switch
        {
            NetworkDefect.CountsDuplicates => new DefectiveLedger(_ledger, Defect.CountsDuplicates),
            NetworkDefect.CountsLateShards => new DefectiveLedger(_ledger, Defect.CountsLateShards),
            NetworkDefect.CommitsEarly => new DefectiveLedger(_ledger, Defect.CommitsEarly),
            NetworkDefect.CountsPartsOfSums => new HidingLedger(_ledger),
            _ => _ledger,
        };
        _graph = new SimulatedGraph(World, _program, asked, () => Settled(true), After, Counting);
        _graph.Begin(_places, dealing => After(0, () => _dealer.Changed(dealing)));
        Settled(false);
    }

    // After a commit, or at the beginning of a graph.
    private void Settled(bool committed)
    {
        LedgerState state = _ledger.State;
        if (committed && World.Saves.Chance(0.5))
        {
            Save(state.OpenStep);
        }
        if (!state.Done)
        {
            return;
        }
        _graph?.End();
        _graph = null;
        PhaseRecord counted = PhaseRecord.Of("train", "epoch", state);
        World.Require(new LedgerTotals(counted.Counted, counted.Quarantined) == World.Reference.Totals(_program.Phase, _program.Steps.Count), $"phase {_program.Phase} counted {counted}");
        _dealer.Close(Number);
        if (_program.Phase + 1 < World.Scenario.Run.Phases.Length)
        {
            _program.Restart(_program.Phase + 1, _program.Model);
            Save(0);
            After(0, () => BeginPhase(0));
            return;
        }
        World.Require(_program.Model == World.Reference.Last, "the result is not that of an undisturbed run");
        _dealer.End();
        World.Done = true;
    }

    private void Save(long step) => World.Saved = new(_program.Phase, step, _program.Model);
}
