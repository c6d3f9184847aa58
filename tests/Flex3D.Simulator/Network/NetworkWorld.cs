using Flex3D.Pipeline.Cluster.Seats;
using Serilog.Core;

namespace Flex3D.Simulator.Network;

/// <summary>Where a simulated run is saved: the step that comes next.</summary>
internal readonly record struct SavedRun(int Phase, long Step, ulong Model);

/// <summary>The machines of one simulated cluster, the network between them, and what outlives the processes.</summary>
internal sealed class NetworkWorld
{
    /// <summary>What head and workers compare: always the same here.</summary>
    public static readonly IReadOnlyDictionary<string, string> Build = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["version"] = "1" };

    public static readonly IReadOnlyDictionary<string, string> Identity = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["seed"] = "1" };

    private readonly Machine[] _machines;
    private readonly Dictionary<Machine, WorkerLife> _workers = [];

    public NetworkWorld(NetworkScenario scenario, NetworkDefect defect, Action<string>? trace)
    {
        (Scenario, Defect, Trace) = (scenario, defect, trace);
        Reference = new Reference(scenario.Run);
        Mail = new Draw(scenario.Seed, Streams.Mail);
        Work = new Draw(scenario.Seed, Streams.Faults);
        Saves = new Draw(scenario.Seed, Streams.Saves);
        TimeSpan never = TimeSpan.FromDays(1);
        Rules = new SeatRules { Piece = scenario.Piece, Groups = new(scenario.Together, Turns: 1, Seconds: double.MaxValue) };
        Rules = defect switch
        {
            NetworkDefect.WaitsForLostPieces => Rules with { Stall = never },
            NetworkDefect.NeverLeaves => Rules with { Lost = never },
            _ => Rules,
        };
        _machines = [.. Enumerable.Range(0, scenario.Workers + 1).Select(number => new Machine(this, number))];
    }

    public NetworkScenario Scenario { get; }

    public NetworkDefect Defect { get; }

    public Action<string>? Trace { get; }

    public Agenda Agenda { get; } = new();

    public Reference Reference { get; }

    public NetworkStatistics Statistics { get; } = new();

    public ClusterLog Log { get; } = new(Logger.None);

    public SeatRules Rules { get; }

    public Draw Mail { get; }

    public Draw Work { get; }

    public Draw Saves { get; }

    /// <summary>Whether nothing fails any more.</summary>
    public bool IsCalm => Agenda.Now >= NetworkScenario.Calm;

    public IReadOnlyList<Machine> Machines => _machines;

    /// <summary>The head, if there is one.</summary>
    public HeadLife? Head { get; private set; }

    /// <summary>From where the next head goes on.</summary>
    public SavedRun Saved { get; set; } = new(0, 0, 1);

    /// <summary>Whether the run has ended, well.</summary>
    public bool Done { get; set; }

    /// <summary>What did not hold.</summary>
    public string? Violation { get; private set; }

    /// <summary>The life of the worker at a machine, if there is one.</summary>
    public WorkerLife? Worker(Machine machine) => _workers.TryGetValue(machine, out WorkerLife? worker) && worker.Alive ? worker : null;

    public void StartHead() => Head = new HeadLife(this, _machines[0]);

    /// <summary>Starts a worker at a machine, unless there is one.</summary>
    public void StartWorker(Machine machine)
    {
        if (Worker(machine) is null)
        {
            _workers[machine] = new WorkerLife(this, machine);
        }
    }

    public void Fail(Exception broken) => Violation ??= broken is ViolationException ? broken.Message : broken.ToString();

    public void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ViolationException(otherwise);
        }
    }
}
