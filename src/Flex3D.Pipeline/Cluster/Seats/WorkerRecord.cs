using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Pipeline.Cluster.Seats;

/// <summary>What the head remembers of a worker for as long as the run lasts, however often it joins.</summary>
/// <param name="name">Machine and process.</param>
internal sealed class WorkerRecord(string name)
{
    /// <summary>Shown of a build: enough to tell two apart.</summary>
    private const int Digits = 8;

    private const double Window = 30;

    private readonly Queue<(long At, int Particles)> _recent = new();
    private Hello? _hello;
    private string _address = "", _gone = WorkerStates.Lost;
    private string _device = "";
    private long _shards, _particles, _sent, _received, _left;
    private int _errors, _joined;
    private string? _lastError;

    /// <summary>Its seat; null while it has none.</summary>
    public WorkerSeat? Seat { get; private set; }

    /// <summary>Machine and process.</summary>
    public string Name => name;

    /// <summary>Notes that it has joined.</summary>
    public void Sit(WorkerSeat seat)
    {
        Leave(Seat, WorkerStates.Lost, 0); // its earlier life, of whose end nothing was heard yet
        (Seat, _hello, _address, _device) = (seat, seat.Hello, seat.Worker.ToString() ?? "", seat.Hello.Device);
        _joined++;
        _recent.Clear();
    }

    /// <summary>Notes that it has left a seat, and how: one of <see cref="WorkerStates"/>.</summary>
    public void Leave(WorkerSeat? seat, string how, long now)
    {
        if (seat is not null && seat == Seat)
        {
            (Seat, _gone, _left) = (null, how, now);
            (_sent, _received) = (_sent + seat.Outbox.Bytes, _received + seat.Inbox.Bytes);
        }
    }

    /// <summary>Notes that it was not let in.</summary>
    public void Refuse(Hello hello, string address, string why, long now)
    {
        (_hello, _address, _device, _gone, _left) = (hello, address, hello.Device, WorkerStates.Refused, now);
        Fail(why);
    }

    /// <summary>Notes an error.</summary>
    public void Fail(string why) => (_errors, _lastError) = (_errors + 1, why);

    /// <summary>Notes the device on which it computes.</summary>
    public void Use(string device) => _device = device.Length > 0 ? device : _device;

    /// <summary>Notes the results of a deal.</summary>
    public void Count(int shards, int particles, long now)
    {
        (_shards, _particles) = (_shards + shards, _particles + particles);
        _recent.Enqueue((now, particles));
    }

    /// <summary>Says what is known of it.</summary>
    /// <param name="step">The step that is open; null for none.</param>
    public WorkerReport Report(OpenStep? step, SeatRules rules, TimeProvider clock)
    {
        double Since(long then) => clock.GetElapsedTime(then).TotalSeconds;
        while (_recent.TryPeek(out (long At, int) oldest) && Since(oldest.At) > Window)
        {
            _recent.Dequeue();
        }
        double over = Seat is null ? Window : Math.Clamp(Since(Seat.Sat), 1, Window);
        return new(name, _address, Seat is null ? _gone : StateOf(Seat, step, rules))
        {
            Version = _hello?.Build.GetValueOrDefault("version") ?? "",
            Build = Short(_hello?.Build.GetValueOrDefault("build") ?? ""),
            Places = _hello?.Places ?? 0,
            Device = _device,
            InFlight = Seat?.InFlight ?? 0,
            Shards = _shards,
            Particles = _particles,
            ParticlesPerSecond = Seat is null ? 0 : Math.Round(_recent.Sum(result => result.Particles) / over, 1),
            SecondsPerShard = Math.Round(Seat?.Seconds ?? 0, 4),
            BytesSent = _sent + (Seat?.Outbox.Bytes ?? 0),
            BytesReceived = _received + (Seat?.Inbox.Bytes ?? 0),
            SilentSeconds = Math.Round(Since(Seat?.Heard ?? _left), 1),
            Joined = _joined,
            Errors = _errors,
            LastError = _lastError,
        };
    }

    /// <summary>Returns the digits that are shown of a build.</summary>
    public static string Short(string build) => build[..Math.Min(Digits, build.Length)];

    private static string StateOf(WorkerSeat seat, OpenStep? step, SeatRules rules) =>
        step is null ? WorkerStates.Idle
        : seat.Aside == step.Number || seat.Failures >= rules.MostFailures ? WorkerStates.Aside
        : seat.Ready != step.Number ? WorkerStates.Preparing
        : seat.Load.Late ? WorkerStates.Late : WorkerStates.Ready;
}
