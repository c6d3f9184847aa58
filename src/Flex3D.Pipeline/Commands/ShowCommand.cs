using System.CommandLine;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Showing;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d show RUN</c>: prints what a run found on a screen of text.</summary>
internal static class ShowCommand
{
    private const int Width = 100, Widest = 160;

    public static Command Create(CommandSession session)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run, which need not be finished" };
        var command = new Command("show", """
            Prints a run on one screen: its steps, the short part of its summary, and small plots of the loss by epoch, the Fourier shell
            correlation, and the particles along the main motion. It writes nothing.

            Example: flex3d show runs/quickstart
            """) { run };
        command.SetAction((parsed, _) =>
        {
            bool terminal = session.Output == Console.Out && !Console.IsOutputRedirected;
            foreach (string line in ShownRun.Lines(RunFolder.Open(parsed.GetRequiredValue(run)), session.Catalogue.Names, terminal ? Math.Clamp(Console.WindowWidth - 1, 40, Widest) : Width))
            {
                session.Output.WriteLine(line);
            }
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
