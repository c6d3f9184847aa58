using System.CommandLine;
using Flex3D.Pipeline.Tracing;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d compare-traces RUN RUN</c>: reports where two runs first differ.</summary>
internal static class CompareTracesCommand
{
    public static Command Create(TextWriter output)
    {
        var a = new Argument<string>("RUN_A") { Description = "The folder of a run made with --trace-hashes" };
        var b = new Argument<string>("RUN_B") { Description = "The folder of another" };
        var command = new Command("compare-traces", """
            Compares the hashes that two runs took of the data after each stage of training, and names the first difference.
            Exit code 0 if all hashes are the same, 3 if not.

            Example: flex3d compare-traces runs/here runs/there
            """) { a, b };
        command.SetAction(async (parsed, _) =>
        {
            TraceComparison comparison = TraceComparison.Of(parsed.GetRequiredValue(a), parsed.GetRequiredValue(b));
            await output.WriteLineAsync(comparison.Text).ConfigureAwait(false);
            return (int)(comparison.Same ? ExitCode.Done : ExitCode.Different);
        });
        return command;
    }
}
