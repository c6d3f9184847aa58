using System.CommandLine;
using System.CommandLine.Parsing;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Queue;
using Flex3D.Pipeline.Queue.Children;
using Flex3D.Pipeline.Queue.Notices;
using Flex3D.Pipeline.Queue.Service;
using Flex3D.Pipeline.Queue.Watching;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d watch DIR</c>: runs a pipeline on every data set that appears below a folder.</summary>
internal static class WatchCommand
{
    public static Command Create(CommandSession session)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder to watch" };
        var pipeline = new Option<string>("--pipeline", "-p") { Description = "The pipeline to run on each data set; its inputs.particles is replaced", HelpName = "PIPELINE.yaml", Required = true };
        Option<string> runs = QueueOptions.Runs();
        Option<string?> database = QueueOptions.Database();
        var match = new Option<string?>("--match") { Description = "Only data sets whose path below the folder fits, such as 'session*/Refine3D/job*' (* and ? also stand for /)", HelpName = "PATTERN" };
        var marker = new Option<string?>("--marker") { Description = "A data set is complete once this file lies in its folder, or beside a particle file with the name FILE.NAME [default: see --quiet]", HelpName = "NAME" };
        Option<double> quiet = Seconds("--quiet", "A data set is complete once nothing in it has changed for so long; a RELION or cryoSPARC job must also have finished", 60);
        Option<double> poll = Seconds("--poll", "Time between two looks at the folder", 5);
        Option<string[]> input = Many("--input", "KEY=NAME", "A further input from the folder of each data set, such as map=consensus.mrc mask=mask.mrc");
        Option<string[]> settings = Many("--set", "key=value", "A setting that replaces the pipeline's, such as train.epochs=20");
        Option<string[]> device = Many("--device", "NAME[=N]", "A device, and the number of runs at once on it, such as cuda:0 cuda:1=2 [default: one run at once on the device that the pipeline chooses]");
        var priority = new Option<int>("--priority") { Description = "Priority of the data sets that are found; a higher one runs first", HelpName = "n", DefaultValueFactory = _ => 0 };
        Option<string[]> retryCodes = Many("--retry-exit-codes", "n", $"Exit codes of a run after which it is tried again; {RetryRule.Killed} stands for one that was killed [default: {string.Join(' ', RetryRule.Default.ExitCodes)}]");
        var retries = new Option<int>("--retries") { Description = "Retries of one data set, after which it is a dead letter", HelpName = "n", DefaultValueFactory = _ => RetryRule.Default.Limit };
        Option<double> pause = Seconds("--retry-pause", "Pause before the first retry; each further pause is twice as long", RetryRule.Default.Pause.TotalSeconds);
        Option<double> longest = Seconds("--retry-longest-pause", "Longest pause before a retry", RetryRule.Default.LongestPause.TotalSeconds);
        var then = new Option<string?>("--then") { Description = $"Command to run for each data set that is done or dead, without a shell; {string.Join(", ", NoticeFacts.Names.Select(name => $"{{{name}}}"))} are replaced", HelpName = "'PROGRAM ARGUMENT …'" };
        Option<double> thenLimit = Seconds("--then-timeout", "Longest time of that command", 600);
        var webhook = new Option<string?>("--webhook") { Description = "Address to which a JSON object is posted for each data set that is done or dead", HelpName = "URL" };
        Option<double> webhookLimit = Seconds("--webhook-timeout", "Longest time of a post", 10);
        var metrics = new Option<string?>("--metrics") { Description = "Answer /metrics (for Prometheus) and /healthz on a port of this machine, or at an address and port", HelpName = "[ADDRESS:]PORT" };
        var untilIdle = new Option<bool>("--until-idle") { Description = "End once every data set that was found is done, dead, cancelled or held; exit code 3 if any is dead" };
        var command = new Command("watch", """
            Runs a pipeline on every data set that appears below a folder: a particle file (.star, .cs, .csg), a folder with one, or the
            folder of a RELION or cryoSPARC job. Data sets wait in a queue that survives any kill; each run is a process of its own, and a
            failed one is tried again or kept as a dead letter with its reason. After a stop or a kill, the same command goes on.
            Ctrl-C or SIGTERM stops it and its runs at a checkpoint. docs/facility.md says how to run it unattended. With --cluster each run
            is the head of a cluster, which flex3d worker --join RUNS --stay on other machines helps.

            Example: flex3d watch incoming --pipeline pipelines/particles.yaml --runs runs/facility --input map=map.mrc mask=mask.mrc
                     flex3d watch incoming -p p.yaml --runs runs/facility --device cuda:0 cuda:1 --metrics 9469 --then notify.sh
            """) { folder, pipeline, runs, database, match, marker, quiet, poll, input, settings, device, priority, retryCodes, retries, pause, longest, then, thenLimit, webhook, webhookLimit, metrics, untilIdle };
        var cluster = new ClusterOptions();
        cluster.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            TimeSpan Span(Option<double> option) => TimeSpan.FromSeconds(parsed.GetValue(option));
            WatchPlaces places = Places(parsed.GetRequiredValue(folder), parsed.GetValue(runs)!, parsed.GetValue(database));
            string file = Path.GetFullPath(parsed.GetRequiredValue(pipeline));
            Require(file, parsed.GetValue(settings)!);
            var retry = new RetryRule(parsed.GetValue(retryCodes) is { Length: > 0 } codes ? QueueOptions.ExitCodesOf(codes) : RetryRule.Default.ExitCodes, parsed.GetValue(retries), Span(pause), Span(longest));
            IReadOnlyList<(string Name, int AtOnce)> devices = QueueOptions.DevicesOf(parsed.GetValue(device)!);
            var arguments = new RunArguments(file, [.. parsed.GetValue(input)!.Select(RunArguments.Input)], parsed.GetValue(settings)!) { Cluster = cluster.Arguments(parsed, devices.Sum(one => one.AtOnce)) };
            var request = new WatchRequest(places, arguments)
            {
                Settling = new SettlingRule(Span(quiet), parsed.GetValue(marker)),
                Match = parsed.GetValue(match),
                Poll = Span(poll),
                Priority = parsed.GetValue(priority),
                Devices = devices,
                Retry = retry,
                Then = parsed.GetValue(then) is { } text ? ThenCommand.Parse(text) : null,
                Webhook = parsed.GetValue(webhook) is { } address ? QueueOptions.AddressOf(address) : null,
                NoticeLimits = (Span(thenLimit), Span(webhookLimit)),
                Metrics = parsed.GetValue(metrics),
                UntilIdle = parsed.GetValue(untilIdle),
            };
            return (int)await WatchService.RunAsync(request, session.Output, TimeProvider.System, session.Stop).ConfigureAwait(false);
        });
        return command;
    }

    private static WatchPlaces Places(string folder, string runs, string? database)
    {
        if (!Storage.Current.FolderExists(folder))
        {
            throw new InputException(folder, null, Storage.Current.FileExists(folder) ? "a file" : "no such folder", "the folder to watch");
        }
        WatchPlaces places = WatchPlaces.Of(folder, runs, database);
        return places.Runs != places.Folder ? places
            : throw new InputException("--runs", null, $"the watched folder {folder} itself", "another folder", "runs hold particle files, which would be taken for data sets");
    }

    // What is wrong with the pipeline itself is said now, and not by a dead letter for each data set.
    private static void Require(string pipeline, IEnumerable<string> settings)
    {
        PipelineOptions options = PipelineFile.Load(pipeline, settings);
        if (options.Prep is null)
        {
            throw new InputException(pipeline, null, "no step 'prep'", "a pipeline that reads particles", "add 'prep:' to the pipeline file");
        }
    }

    private static Option<string[]> Many(string name, string value, string description) =>
        new(name) { Description = description + "; may be repeated", HelpName = value, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    private static Option<double> Seconds(string name, string description, double value)
    {
        var option = new Option<double>(name) { Description = description + " (seconds)", HelpName = "s", DefaultValueFactory = _ => value };
        option.Validators.Add(result => QueueOptions.RequireSeconds(name, result));
        return option;
    }
}
