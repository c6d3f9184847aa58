using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Serilog.Core;
using Spectre.Console;

namespace Flex3D.Pipeline.Tests.Runs;

/// <summary>What a quiet terminal shows of a run.</summary>
public class RunPanelTests
{
    private const string Summary = "A molecule\n==========\n\nIn one sentence\n  It moves.\n\nCan it be believed?\n  Yes.\n\nWarnings\n  ! None.\n\nWhere to look\n  report.html  a page\n";
    private readonly StringWriter _output = new(), _errors = new();

    [Fact]
    public void Lines_of_the_log_give_way_to_the_panel_while_warnings_and_the_short_summary_are_written()
    {
        var panel = new RunPanel();
        using (Logger log = RunLog.Create(null, _output, _errors, panel: panel))
        {
            log.Information("{Step}", "train");
            log.Information("{Half:l}epoch {Epoch}: held out {HeldOut} flexed and {Rigid} rigid", "", 3, 1100.5, 1108.75);
            log.Warning("the disk is nearly full");
            panel.Line.ShouldStartWith("  train · gain so far 8.25 a held-out particle · ");
            log.Information("{Step}", "reconstruct");
            panel.Line.ShouldStartWith("  reconstruct · ");
            panel.Line.ShouldNotContain("gain");
            log.Information("{Summary:l}", Summary);
        }
        _errors.ToString().ShouldBe("warning: the disk is nearly full" + Environment.NewLine);
        _output.ToString().TrimEnd().Split('\n').ShouldBe(["A molecule", "==========", "In one sentence", "  It moves.", "Warnings", "  ! None.", "The whole summary is in summary.txt, and as a page in report.html."]);
    }

    [Fact]
    public void Without_a_panel_every_line_is_written()
    {
        using (Logger log = RunLog.Create(null, _output, _errors))
        {
            log.Information("{Step}", "train");
            log.Information("{Summary:l}", Summary);
        }
        _output.ToString().ShouldBe("train" + Environment.NewLine + Summary + Environment.NewLine);
    }

    [Fact]
    public void The_panel_stands_below_the_bar_and_both_are_cleared_together()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(_output) });
        console.Profile.Width = 120;
        var progress = new TerminalProgress(console, panel: new RunPanel());
        using (IProgressTask task = progress.Begin("epoch 1", 10, "particles"))
        {
            task.Advance(10);
        }
        string[] drawn = _output.ToString().Split('\n');
        drawn[^2].ShouldContain("10/10 particles");
        drawn[^1].ShouldContain(" MB");
        progress.Clear();
        _output.ToString().ShouldEndWith("\r\u001b[2K\u001b[1A\u001b[2K");
    }
}
