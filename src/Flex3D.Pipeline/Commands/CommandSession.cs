using System.CommandLine;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Spectre.Console;

namespace Flex3D.Pipeline.Commands;

/// <summary>Holds what the subcommands share: the pipeline steps, the console, and the token of a stop request.</summary>
internal sealed class CommandSession(StepCatalogue catalogue, TextWriter output, TextWriter errors, CancellationToken stop)
{
    /// <summary>The pipeline steps of the program.</summary>
    public StepCatalogue Catalogue => catalogue;

    /// <summary>The writer of results that are text.</summary>
    public TextWriter Output => output;

    /// <summary>Cancelled by the first Ctrl-C.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Progress for commands that need no run folder.</summary>
    public IProgressReport Progress => new PlainProgress(output);

    /// <summary>Runs a pipeline in a new folder; or, with <paramref name="planOnly"/>, prints how much memory it would hold.</summary>
    /// <returns>The exit code of the process.</returns>
    /// <param name="cluster">Lets other machines help; null for none.</param>
    public async Task<int> RunAsync(PipelineOptions options, string folder, bool planOnly, bool verbose, ClusterStart? cluster = null)
    {
        if (planOnly)
        {
            MemoryPlanner.Write(catalogue, options, folder, Output, Stop);
            return (int)ExitCode.Done;
        }
        return (int)await Runner(verbose, cluster).RunAsync(options, folder, Stop).ConfigureAwait(false);
    }

    /// <summary>Makes the option <c>--plan</c> of the commands that call <see cref="RunAsync"/>.</summary>
    public static Option<bool> PlanOption() => new("--plan") { Description = "Print how much memory training and reconstruction would use, on the host and on the device, and exit; nothing is run or written" };

    /// <summary>Makes the option <c>--verbose</c> of the commands that run steps.</summary>
    public static Option<bool> VerboseOption() => new("--verbose", "-v") { Description = "On a terminal, print every line of the log, as elsewhere, in place of a panel and a short summary" };

    /// <summary>Makes a log for a command that works in no run folder.</summary>
    public Serilog.Core.Logger Log() => RunLog.Create(null, output, errors);

    /// <summary>Makes a runner that draws a panel on a terminal and writes plain lines elsewhere.</summary>
    /// <param name="verbose">Whether a terminal shows the lines, too.</param>
    /// <param name="cluster">Lets other machines help with the run; null for none.</param>
    public PipelineRunner Runner(bool verbose = true, ClusterStart? cluster = null)
    {
        if (output == Console.Out && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi)
        {
            RunPanel? panel = verbose ? null : new();
            var terminal = new TerminalProgress(AnsiConsole.Console, panel: panel);
            return new PipelineRunner(catalogue, output, terminal, terminal.Clear, errors: errors, panel: panel, cluster: cluster);
        }
        return new PipelineRunner(catalogue, output, new PlainProgress(output), errors: errors, cluster: cluster);
    }
}
