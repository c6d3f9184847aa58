using System.CommandLine;
using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d nodes</c>: shows who helps with a run. It reads one file, and writes and asks nothing.</summary>
internal static class NodesCommand
{
    public static Command Create(CommandSession session)
    {
        var run = new Argument<string>("RUN") { Description = "The run folder, or a file in it (cluster.json), or a folder of several runs" };
        var json = new Option<bool>("--json") { Description = "Print a JSON array with an object for each run" };
        var command = new Command("nodes", """
            Shows the head of a run and the machines that help it: address, build, cores and device, what each does, has done and at what
            rate, when it was heard of last, and its last error. Of a folder of several runs, such as the --runs of flex3d watch, it shows
            those that a head works on. It reads the file nodes.json, which the head writes every two seconds, and disturbs nothing.
            Exit code 3 says that the head of a run has written nothing for 30 s.

            Example: flex3d nodes /share/run
                     flex3d nodes /share/runs --json
            """) { run, json };
        command.SetAction((parsed, _) =>
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            IReadOnlyList<ClusterReport> reports = NodesFile.Find(parsed.GetRequiredValue(run));
            session.Output.Write(parsed.GetValue(json) ? NodesTable.Json(reports, now) : NodesTable.Text(reports, now));
            return Task.FromResult((int)(reports.Any(report => report.Head.IsLost(now)) ? ExitCode.Different : ExitCode.Done));
        });
        return command;
    }
}
