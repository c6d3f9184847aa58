using System.CommandLine;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Verification;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d verify RUN</c>: checks whether a run folder is unchanged and complete.</summary>
internal static class VerifyCommand
{
    public static Command Create(CommandSession session)
    {
        var run = new Argument<string>("RUN") { Description = "The run folder" };
        var inputs = new Option<bool>("--require-inputs") { Description = "Also report as WRONG an input file that no longer exists" };
        var command = new Command("verify", """
            Checks a run folder without running anything: settings, status, every result file's size and hash, the inputs that are
            still there, every checkpoint, the ledger's sums, and files that belong to no finished step. Prints a line for each
            finding, and a verdict at the end. Exit code 0, or 65 if something is wrong.

            Example: flex3d verify runs/quickstart
            """) { run, inputs };
        command.SetAction((parsed, _) =>
        {
            RunFolder folder = RunFolder.Open(parsed.GetRequiredValue(run));
            int wrong = 0, notes = 0;
            foreach (Finding finding in new RunVerifier(folder, parsed.GetValue(inputs)).Verify())
            {
                session.Output.WriteLine(finding);
                wrong += finding.Kind == FindingKind.Wrong ? 1 : 0;
                notes += finding.Kind == FindingKind.Note ? 1 : 0;
                session.Stop.ThrowIfCancellationRequested();
            }
            session.Output.WriteLine($"{folder.Path}: {(wrong == 0 ? "nothing wrong" : $"{wrong} wrong")}{(notes == 0 ? "" : $", {notes} to note")}");
            return Task.FromResult((int)(wrong == 0 ? ExitCode.Done : ExitCode.Damaged));
        });
        return command;
    }
}
