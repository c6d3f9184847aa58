using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Flex3D.Pipeline.Cluster.Actors;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Serilog;
using Serilog.Core;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d worker</c>: computes shards of a run whose head is another process.</summary>
internal static class WorkerCommand
{
    public static Command Create(CommandSession session)
    {
        var join = new Option<string>("--join") { Description = "The head of the run: HOST:PORT, or its run folder, or the file cluster.json in it, or a folder of several run folders", HelpName = "HOST:PORT|FILE|DIR", Required = true };
        var secret = new Option<string?>("--secret") { Description = "The file with the secret that was given to the head [default: the secret in cluster.json]", HelpName = "FILE" };
        var bind = new Option<string?>("--bind") { Description = "Name or address of this machine's interface to listen at [default: the one that leads to the head]", HelpName = "HOST[:PORT]" };
        var threads = new ThreadsOption();
        var device = new Option<string?>("--device") { Description = "Device; must be of the head's kind [default: chosen as the head does]", HelpName = "NAME" };
        var stream = new Option<bool>("--stream") { Description = "Read the run's files through the head, where this machine does not see the run folder and the particle stacks" };
        var scratch = new Option<string?>("--scratch") { Description = "With --stream, the folder of a local disk for what was read, so that each byte is sent once; 1 GB of the disk stays free, and nothing is left behind [default: the system's folder for temporary files]", HelpName = "DIR" };
        var stay = new Option<bool>("--stay") { Description = "Look for the next run when one is done, and for a head for as long as it takes, until Ctrl-C or SIGTERM" };
        var wait = new Option<double>("--wait") { Description = "How long to look for a head that is not there, before the first join and after each loss (minutes); without end with --stay", HelpName = "min", DefaultValueFactory = _ => 10 };
        var command = new Command("worker", """
            Computes shards of a run that another machine heads. The run folder must be visible here under the same path, unless --stream is
            given; nothing is written there. A worker may come, go or be killed at any time: the run ends with the same bytes. docs/cluster.md says more.

            Example: flex3d resume /share/run --cluster 10.0.0.5
                     flex3d worker --join /share/run/cluster.json
            Without the share:            flex3d worker --join 10.0.0.5:7400 --secret FILE --stream
            For each run of flex3d watch: flex3d worker --join /share/runs --stay
            """) { join, secret, bind, threads, device, stream, scratch, stay, wait };
        command.SetAction(async (parsed, _) =>
        {
            using Logger log = new LoggerConfiguration().MinimumLevel.Information().WriteTo.Console(formatProvider: CultureInfo.InvariantCulture, outputTemplate: "{Message:l}{NewLine}").CreateLogger();
            var request = new WorkerRequest(parsed.GetRequiredValue(join))
            {
                Secret = parsed.GetValue(secret),
                Bind = parsed.GetValue(bind),
                Threads = threads.Of(parsed),
                Device = parsed.GetValue(device) is { } name ? DeviceOf(name) : null,
                Scratch = ScratchOf(parsed.GetValue(stream), parsed.GetValue(scratch)),
                Stay = parsed.GetValue(stay),
                Wait = TimeSpan.FromMinutes(Math.Clamp(parsed.GetValue(wait), 0, 1e6)),
            };
            return (int)await RunAsync(request, log, session.Stop).ConfigureAwait(false);
        });
        return command;
    }

    // Null where the worker sees the files itself.
    private static string? ScratchOf(bool stream, string? scratch) =>
        !stream ? scratch is null ? null : throw new InputException("--scratch", null, "a folder without --stream", "both or neither", "add --stream where this machine does not see the run folder; otherwise leave out --scratch")
        : Path.GetFullPath(scratch ?? Path.GetTempPath()) is var folder && Storage.Current.FolderExists(folder) ? folder
        : throw new InputException("--scratch", null, $"'{folder}', which is not there", "a folder of a local disk", "make it, or name another with --scratch");

    private static DeviceName DeviceOf(string name) => DeviceName.TryParse(name, out DeviceName device) ? device : throw new InputException("--device", null, $"'{name}'", "cpu, cuda:0, cuda:all, opencl:0 or opencl:all");

    // Not inlined, so that no other command loads what drives a cluster.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<ExitCode> RunAsync(WorkerRequest request, ILogger log, CancellationToken stop)
    {
        try
        {
            return await WorkerNode.RunAsync(request, log, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
    }
}
