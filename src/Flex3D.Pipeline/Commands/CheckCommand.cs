using System.CommandLine;
using Flex3D.Pipeline.Checks;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Checks;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d check</c>: judges particles, images, map and mask before a run.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandSession session)
    {
        var particles = new Option<string>("--particles") { Required = true };
        var map = new Option<string?>("--map");
        var dataDir = new Option<string?>("--data-dir");
        var stack = new Option<string?>("--stack");
        var images = new Option<int>("--images") { DefaultValueFactory = _ => 500 };
        var verbose = new Option<bool>("--verbose");
        var command = new Command("check", "check") { particles, map, dataDir, stack, images, verbose };
        command.SetAction((parsed, _) =>
        {
            var inputs = new InputOptions { Particles = parsed.GetValue(particles), Map = parsed.GetValue(map), DataDir = parsed.GetValue(dataDir), Stack = parsed.GetValue(stack) };
            string rows = Path.Combine(Path.GetTempPath(), $"flex3d-check-{Environment.ProcessId}.bin");
            var options = new InputCheckOptions { Images = parsed.GetValue(images), Threads = Environment.ProcessorCount, Trace = parsed.GetValue(verbose) ? (code, total, errors) => session.Output.WriteLine(FormattableString.Invariant($"   {code,-40} {total,12:0.000} {errors,8:0.0}")) : null };
            foreach (CheckFinding finding in InputChecks.Of(inputs, options, rows))
            {
                session.Output.WriteLine($"{finding.Severity.ToString().ToUpperInvariant(),-8} {finding.Code,-20} {finding.Text}\n         {finding.Evidence}{(finding.Remedy is null ? "" : "\n         → " + finding.Remedy)}");
            }
            File.Delete(rows);
            return Task.FromResult(0);
        });
        return command;
    }
}
