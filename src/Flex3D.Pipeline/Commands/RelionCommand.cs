using System.CommandLine;
using Flex3D.Pipeline.Bundles;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Relion;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d relion --o External/job012/ …</c>: runs as the executable of an External job of RELION.</summary>
internal static class RelionCommand
{
    public const string Name = "relion";

    public static Command Create(CommandSession session)
    {
        var command = new Command(Name, """
            Runs prep, mesh, train, reconstruct and generate as an External job of RELION, in the folder flex3d of the job's folder. RELION
            makes the call: give the path of flex3d as 'External executable' (a call that begins with --o is taken as one of RELION's), the
            particles of a 3D refinement, its map and a mask on the Input tab, and settings as parameters, such as 'train.epochs' with the value 20.

            Example: flex3d relion --o External/job012/ --in_parts Refine3D/job010/run_data.star --in_3dref Refine3D/job010/run_class001.mrc --in_mask MaskCreate/job011/mask.mrc --train.epochs 20 --j 8
            """)
        { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(async (parsed, _) => (int)await RunAsync(session, new RelionCall(parsed.UnmatchedTokens), Directory.GetCurrentDirectory()).ConfigureAwait(false));
        return command;
    }

    /// <summary>Runs the job, or continues it, and tells RELION how it ended.</summary>
    /// <param name="project">The project's folder, to which RELION's paths are relative.</param>
    internal static async Task<ExitCode> RunAsync(CommandSession session, RelionCall call, string project)
    {
        var job = new RelionJobFolder(call.Output, project);
        job.Begin();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(session.Stop);
        using var done = new CancellationTokenSource();
        Task watch = job.WatchAsync(stop, done.Token);
        ExitCode code = ExitCode.Unexpected;
        try
        {
            code = await WorkAsync(session, call, job, stop.Token).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            code = ExitCodes.Of(fault);
            throw;
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(false);
            job.End(code);
        }
        return code;
    }

    private static async Task<ExitCode> WorkAsync(CommandSession session, RelionCall call, RelionJobFolder job, CancellationToken stop)
    {
        PipelineOptions options = call.Pipeline();
        WrittenPoses poses = call.Poses is { } named ? PoseChoice.Parse(named, "--poses") : WrittenPoses.Auto;
        foreach (string input in call.Unused)
        {
            session.Output.WriteLine($"{input} is not used");
        }
        bool again = RunFolder.CanContinue(job.Run);
        if (again)
        {
            RequireSame(call, options, PipelineFile.Load(RunFolder.Open(job.Run).SettingsFile));
        }
        ExitCode code = again
            ? await session.Runner().ResumeAsync(job.Run, stop).ConfigureAwait(false)
            : await session.Runner().RunAsync(options, job.Run, stop).ConfigureAwait(false);
        if (code == ExitCode.Done)
        {
            stop.ThrowIfCancellationRequested();
            var writer = new BundleWriter(BundleSource.Of(RunFolder.Open(job.Run)), job.Path, options.Threads ?? Environment.ProcessorCount) { Poses = poses };
            (IReadOnlyList<(BundleItem Item, string Name, string What)> files, _) = writer.Write(NameStyle.Relion, "");
            foreach ((_, string name, string what) in files.Where(file => file.Item == BundleItem.Particles))
            {
                session.Output.WriteLine($"{name}: {what}");
            }
            job.WriteNodes(Nodes(files, job.ParticleLabelOf(call.Particles!)));
        }
        return code;
    }

    // The numbers are RELION 3.1's, the labels those of RELION 4 and 5.
    private static IEnumerable<(string Name, int Number, string Label)> Nodes(IReadOnlyList<(BundleItem Item, string Name, string What)> files, string particles)
    {
        foreach ((BundleItem item, string name, _) in files)
        {
            switch (item)
            {
                case BundleItem.Map or BundleItem.RigidMap:
                    yield return (name, 6, "DensityMap.mrc");
                    break;
                case BundleItem.Half1 or BundleItem.Half2 or BundleItem.RigidHalf1 or BundleItem.RigidHalf2:
                    yield return (name, 10, "DensityMap.mrc.halfmap");
                    break;
                case BundleItem.Mask:
                    yield return (name, 7, "Mask3D.mrc");
                    break;
                case BundleItem.Particles:
                    yield return (name, 3, particles);
                    break;
            }
        }
    }

    // A run keeps its settings; a job that is continued with others would not do what its window says.
    private static void RequireSame(RelionCall call, PipelineOptions asked, PipelineOptions has)
    {
        foreach ((string key, SettingDefinition setting, _, string option) in call.Settings())
        {
            string? section = key.Contains('.') ? key[..key.IndexOf('.')] : null;
            bool changesNoResult = section is null && setting.Name != "seed", resolved = key is "inputs.particles" or "inputs.passthrough";
            (object? now, object? before) = (ValueOf(asked, section, setting), ValueOf(has, section, setting));
            if (!changesNoResult && !resolved && now is not null && SettingWriter.Format(setting, now) != SettingWriter.Format(setting, before))
            {
                throw new InputException(option, null, $"{SettingWriter.Format(setting, now)} for '{key}'", $"{SettingWriter.Format(setting, before)}, with which the run in this folder was begun", "continue with the same settings, or start another External job");
            }
        }
    }

    private static object? ValueOf(PipelineOptions options, string? section, SettingDefinition setting)
    {
        object? record = section is null ? options : SettingSchema.Of(typeof(PipelineOptions)).First(own => own.Name == section).Property.GetValue(options);
        return record is null ? null : setting.Property.GetValue(record);
    }
}
