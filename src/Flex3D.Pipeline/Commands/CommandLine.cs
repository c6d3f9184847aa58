using System.CommandLine;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Relion;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary>The <c>flex3d</c> command: its subcommands, their options and what they do.</summary>
internal static class CommandLine
{
    /// <summary>Parses the command line and runs it. Returns the exit code of the process.</summary>
    /// <param name="catalogue">The pipeline steps of the program.</param>
    public static async Task<int> RunAsync(string[] args, StepCatalogue catalogue, TextWriter output, TextWriter errors)
    {
        using var interrupt = new Interrupt(errors);
        var session = new CommandSession(catalogue, output, errors, interrupt.Stop);
        if (Array.IndexOf(args, "") is >= 0 and int empty)
        {
            await errors.WriteLineAsync($"flex3d: argument {empty + 1}{(empty > 0 ? $", after {args[empty - 1]}" : "")}: found nothing between quotes; expected a value; leave the option out for its default").ConfigureAwait(false);
            return (int)ExitCode.BadInput;
        }
        RootCommand root = Create(session);
        ParseResult parsed = root.Parse(RelionCall.Is(args) ? [RelionCommand.Name, .. args] : args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
            {
                await errors.WriteLineAsync($"flex3d: {message}").ConfigureAwait(false);
            }
            await errors.WriteLineAsync($"flex3d {(parsed.CommandResult.Command == root ? "" : parsed.CommandResult.Command.Name + " ")}--help lists the commands and options.").ConfigureAwait(false);
            return (int)ExitCode.BadInput;
        }
        try
        {
            // Ctrl-C is handled by Interrupt, which ends a step in order and without a time limit.
            var configuration = new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            ExitCode code = ExitCodes.Of(fault);
            await errors.WriteLineAsync("flex3d: " + (code is ExitCode.Unexpected or ExitCode.Broken ? fault.ToString() : FaultMessage.Of(fault))).ConfigureAwait(false);
            return (int)code;
        }
    }

    /// <summary>Creates the command with all its subcommands.</summary>
    internal static RootCommand Create(CommandSession session)
    {
        var root = new RootCommand("""
            Flexible refinement of cryo-EM particle images: the canonical map, the motion, and each particle's conformation.

            Try it:           flex3d run pipelines/quickstart.yaml
            Check your data:  flex3d check --particles particles.star --map map.mrc
            Your own data:    flex3d run pipelines/particles.yaml --out runs/mine --set inputs.particles=Refine3D/job012
            After a stop:     flex3d resume runs/quickstart
            See the result:   flex3d show runs/quickstart
            Check the result: flex3d verify runs/quickstart
            Compare runs:     flex3d compare runs/quickstart runs/again
            Show the motion:  flex3d movie runs/quickstart
            For the paper:    flex3d finish runs/quickstart
            Beside baselines: flex3d baseline runs/quickstart --out baseline
            One region:       flex3d focus runs/quickstart --mask lid.mrc --out lid
            For the EMDB:     flex3d bundle runs/quickstart --out deposit
            Another training: flex3d train --from runs/quickstart --out runs/again --lambda 1
            Step by step:     flex3d prep --out runs/prepared --particles particles.star --map map.mrc
                              flex3d mesh --from runs/prepared --out runs/mesh
                              flex3d train --from runs/mesh --out runs/trained
                              flex3d reconstruct --from runs/trained --out runs/maps
                              flex3d generate runs/maps --out frames
            Taking it back:   flex3d select runs/quickstart --range z0=0: --out half.star
            Unattended:       flex3d watch incoming --pipeline pipelines/particles.yaml --runs runs/facility
            In a browser:     flex3d serve --root runs
            Many machines:    flex3d resume /share/run --cluster 10.0.0.5
                              flex3d worker --join /share/run/cluster.json
                              flex3d resume /share/run --cluster 10.0.0.6 --standby
                              flex3d nodes /share/run

            A step that is run by its own command makes a run folder; --from names the run before it, through which it also reaches all earlier ones.
            """);
        root.Subcommands.Add(RunCommand(session));
        root.Subcommands.Add(ResumeCommand(session));
        root.Subcommands.Add(CompareTracesCommand.Create(session.Output));
        root.Subcommands.Add(VerifyCommand.Create(session));
        root.Subcommands.Add(CheckCommand.Create(session));
        root.Subcommands.Add(DevicesCommand.Create(session.Output));
        foreach (IPipelineStep step in session.Catalogue.Steps)
        {
            if (step.Help is { } help)
            {
                root.Subcommands.Add(StepCommand.Create(step, help, session));
            }
        }
        root.Subcommands.Add(FinishCommand.Create(session));
        root.Subcommands.Add(BaselineCommand.Create(session));
        root.Subcommands.Add(FocusCommand.Create(session));
        root.Subcommands.Add(GenerateCommand.Create(session));
        root.Subcommands.Add(DeformCommand.Create(session));
        root.Subcommands.Add(MovieCommand.Create(session));
        root.Subcommands.Add(SegmentCommand.Create(session));
        root.Subcommands.Add(SymmetriseCommand.Create(session));
        root.Subcommands.Add(ShowCommand.Create(session));
        root.Subcommands.Add(CompareCommand.Create(session));
        root.Subcommands.Add(ScoreCommand.Create(session));
        root.Subcommands.Add(SelectCommand.Create(session));
        root.Subcommands.Add(ConvertCommand.Create(session));
        root.Subcommands.Add(ExpandCommand.Create(session));
        root.Subcommands.Add(BundleCommand.Create(session));
        root.Subcommands.Add(RelionCommand.Create(session));
        root.Subcommands.Add(WatchCommand.Create(session));
        root.Subcommands.Add(QueueCommand.Create(session));
        root.Subcommands.Add(ServeCommand.Create(session));
        root.Subcommands.Add(WorkerCommand.Create(session));
        root.Subcommands.Add(NodesCommand.Create(session));
        return root;
    }

    private static Command RunCommand(CommandSession session)
    {
        var pipeline = new Argument<string>("PIPELINE.yaml") { Description = "The pipeline: its steps and their settings" };
        var folder = new Option<string?>("--out", "-o") { Description = "Run folder to make [default: runs/ and the pipeline's file name]", HelpName = "DIR" };
        var settings = new Option<string[]>("--set", "-s")
        {
            Description = "A setting that replaces the file's, such as train.epochs=20; may be repeated",
            HelpName = "key=value",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        Option<bool> plan = CommandSession.PlanOption(), verbose = CommandSession.VerboseOption();
        var command = new Command("run", """
            Runs every step of a pipeline file into one run folder.

            Example: flex3d run pipelines/quickstart.yaml --out runs/first --set train.epochs=20 seed=2
            """) { pipeline, folder, settings, plan, verbose };
        var cluster = new ClusterOptions();
        cluster.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            string file = parsed.GetRequiredValue(pipeline);
            PipelineOptions options = PipelineFile.Load(file, parsed.GetValue(settings));
            string target = parsed.GetValue(folder) ?? Path.Combine("runs", Path.GetFileNameWithoutExtension(file));
            return await session.RunAsync(options, target, parsed.GetValue(plan), parsed.GetValue(verbose), cluster.Of(parsed)).ConfigureAwait(false);
        });
        return command;
    }

    private static Command ResumeCommand(CommandSession session)
    {
        var folder = new Argument<string>("DIR") { Description = "The run folder" };
        Option<bool> verbose = CommandSession.VerboseOption();
        var command = new Command("resume", """
            Continues a run that was stopped or failed, from its newest checkpoint, to the result it would have had without the interruption.

            Example: flex3d resume runs/first
            """) { folder, verbose };
        var cluster = new ClusterOptions();
        cluster.AddTo(command);
        var standby = new StandbyOptions();
        standby.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            string run = parsed.GetRequiredValue(folder);
            ClusterStart? start = cluster.Of(parsed);
            Func<Task<ExitCode>> resume = () => session.Runner(parsed.GetValue(verbose), start).ResumeAsync(run, session.Stop);
            return (int)await (standby.Of(parsed, start) is { } quiet ? Standby.RunAsync(run, quiet, TimeProvider.System, session.Log(), resume, session.Stop) : resume()).ConfigureAwait(false);
        });
        return command;
    }
}
