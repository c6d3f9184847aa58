using System.Diagnostics;
using System.Globalization;
using Flex3D.Simulator;
using Flex3D.Simulator.Network;

const string Usage = """
    Runs the control plane (ledger, settler, supervision, checkpoints) through simulated faults, without threads, from one seed.

      --seed N [--trace]            one seed, and what happened in it
      --seeds COUNT [--from N]      many seeds; each that fails is printed as a command line
      --network                     instead, a cluster: head and workers (memberships, deals, messages) and the network between them
      --defect NAME                 with a mistake made on purpose, one of:
    """;
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;
ulong Number(string? text) => ulong.Parse(text ?? "0", NumberStyles.None, CultureInfo.InvariantCulture);
T Chosen<T>()
    where T : struct, Enum => Option("--defect") is { } named ? Enum.Parse<T>(named) : default;

bool network = args.Contains("--network");
Action<string>? trace = args.Contains("--trace") ? Console.WriteLine : null;
if (Option("--seed") is { } seed)
{
    string? wrong;
    if (network)
    {
        wrong = NetworkSimulation.Run(NetworkScenario.Of(Number(seed)), out NetworkStatistics happened, Chosen<NetworkDefect>(), trace);
        Console.WriteLine(happened);
    }
    else
    {
        wrong = Simulation.Run(Scenario.Of(Number(seed)), out Statistics happened, Chosen<Defect>(), trace);
        Console.WriteLine(happened);
    }
    Console.WriteLine(wrong ?? "all holds");
    return wrong is null ? 0 : 1;
}
if (Option("--seeds") is { } count)
{
    long began = Stopwatch.GetTimestamp();
    (ulong first, long many) = (Number(Option("--from")), (long)Number(count));
    int failed = network ? Show(Sweep.Run(first, many, Chosen<NetworkDefect>()), Chosen<NetworkDefect>()) : Show(Sweep.Run(first, many, Chosen<Defect>()), Chosen<Defect>());
    Console.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    return failed;
}
Console.WriteLine($"{Usage} {string.Join(", ", Enum.GetNames<Defect>().Skip(1))}; with --network: {string.Join(", ", Enum.GetNames<NetworkDefect>().Skip(1))}");
return 2;

int Show<T, TDefect>(SweepResult<T> result, TDefect defect)
    where T : unmanaged, Enum
    where TDefect : struct, Enum
{
    foreach ((ulong failed, string wrong) in result.Violations)
    {
        Console.WriteLine($"seed {failed}: {wrong}\n  {Sweep.CommandLine(failed, defect)}");
    }
    Console.WriteLine(result.Statistics);
    Console.WriteLine($"{count} seeds, {result.Failed} violations");
    return result.Failed == 0 ? 0 : 1;
}
