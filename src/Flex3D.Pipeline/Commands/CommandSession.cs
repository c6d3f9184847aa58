using Flex3D.Pipeline.Runs;
using Spectre.Console;

namespace Flex3D.Pipeline.Commands;

/// <summary>What the subcommands share: the work behind the steps, the console, and the wish to stop.</summary>
internal sealed class CommandSession(Func<IPipelineSteps> makeSteps, TextWriter output, TextWriter errors, CancellationToken stop)
{
    /// <summary>Where results that are words go.</summary>
    public TextWriter Output => output;

    /// <summary>Cancelled by the first Ctrl-C.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Progress for commands that need no run folder.</summary>
    public IProgressReport Progress => new PlainProgress(output);

    /// <summary>A runner that draws bars on a terminal and writes plain lines elsewhere.</summary>
    public PipelineRunner Runner()
    {
        if (output == Console.Out && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi)
        {
            var terminal = new TerminalProgress(AnsiConsole.Console);
            return new PipelineRunner(makeSteps(), output, terminal, terminal.Clear, errors: errors);
        }
        return new PipelineRunner(makeSteps(), output, new PlainProgress(output), errors: errors);
    }
}
