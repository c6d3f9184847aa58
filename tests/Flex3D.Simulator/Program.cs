using System.Diagnostics;
using System.Globalization;
using Flex3D.Simulator;

const string Usage = """
    Runs the control plane (ledger, settler, supervision, checkpoints) through simulated faults, without threads, from one seed.

      --seed N [--trace]            one seed, and what happened in it
      --seeds COUNT [--from N]      many seeds; each that fails is printed as a command line
      --defect NAME                 with a mistake made on purpose, one of:
    """;
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;
ulong Number(string? text) => ulong.Parse(text ?? "0", NumberStyles.None, CultureInfo.InvariantCulture);

Defect defect = Option("--defect") is { } named ? Enum.Parse<Defect>(named) : Defect.None;
if (Option("--seed") is { } seed)
{
    string? wrong = Simulation.Run(Scenario.Of(Number(seed)), out Statistics happened, defect, args.Contains("--trace") ? Console.WriteLine : null);
    Console.WriteLine(happened);
    Console.WriteLine(wrong ?? "all holds");
    return wrong is null ? 0 : 1;
}
if (Option("--seeds") is { } count)
{
    long began = Stopwatch.GetTimestamp();
    SweepResult result = Sweep.Run(Number(Option("--from")), (long)Number(count), defect);
    foreach ((ulong failed, string wrong) in result.Violations)
    {
        Console.WriteLine($"seed {failed}: {wrong}\n  {Sweep.CommandLine(failed, defect)}");
    }
    Console.WriteLine(result.Statistics);
    Console.WriteLine($"{count} seeds, {result.Failed} violations, {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    return result.Failed == 0 ? 0 : 1;
}
Console.WriteLine(Usage + " " + string.Join(", ", Enum.GetNames<Defect>().Skip(1)));
return 2;
