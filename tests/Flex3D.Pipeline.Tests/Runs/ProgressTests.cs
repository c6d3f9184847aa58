using Flex3D.Pipeline.Progress;
using Spectre.Console;

namespace Flex3D.Pipeline.Tests.Runs;

public class ProgressTests
{
    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    [Fact]
    public void Plain_lines_come_now_and_then_with_rate_and_time_left()
    {
        var (clock, output) = (new Clock(), new StringWriter());
        using (IProgressTask task = new PlainProgress(output, clock, TimeSpan.FromSeconds(10)).Begin("epoch 1", 1000, "particles"))
        {
            for (int i = 0; i < 10; i++)
            {
                clock.Seconds += 4;
                task.Advance(100, "loss 0.5");
            }
        }
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldBe(
        [
            "  epoch 1: 300/1000 particles, 25/s, 28.0 s left, loss 0.5",
            "  epoch 1: 600/1000 particles, 25/s, 16.0 s left, loss 0.5",
            "  epoch 1: 900/1000 particles, 25/s, 4.0 s left, loss 0.5",
            "  epoch 1: 1000/1000 particles, 25/s, 40.0 s in all, loss 0.5",
        ]);
    }

    [Fact]
    public void A_file_name_is_never_taken_for_markup_on_a_terminal()
    {
        var output = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 200;
        var progress = new TerminalProgress(console, new Clock());
        using (IProgressTask task = progress.Begin("[red]x[/].mrcs [link]", 2, "images"))
        {
            task.Advance(2, "[/] 100%");
        }
        output.ToString().ShouldContain("[red]x[/].mrcs [link]");
        output.ToString().ShouldContain("2/2 images");
        output.ToString().ShouldContain("[/] 100%");
        output.ToString().ShouldContain("\r\u001b[2K");
    }
}
