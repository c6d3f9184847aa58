using System.CommandLine;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Conformations;
using Flex3D.Pipeline.Steps.Generate;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Viewing;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d generate RUN</c>: makes maps of a run's model at given latents, or writes the flow of every particle.</summary>
internal static class GenerateCommand
{
    public static Command Create(CommandSession session)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run that has been trained" };
        var folder = new Option<string?>("--out", "-o") { Description = "Folder for frame_000.mrc …, frames.csv, and frames.cxc, which plays them in ChimeraX", HelpName = "DIR" };
        var map = new Option<string?>("--map") { Description = "Another map to move, in the frame of maps/flex.mrc [default: maps/flex.mrc]", HelpName = "MRC" };
        var canonical = new Option<bool>("--canonical") { Description = "Move the low-resolution canonical map of training" };
        var displacement = new Option<bool>("--displacement") { Description = "Also write maps of the displacement from the middle conformation, Å, by which frames.cxc colours the maps" };
        var flows = new Option<string?>("--flows") { Description = "Write the displacement of every vertex of the mesh for each particle, or those of --particles, as a NumPy archive", HelpName = "NPZ" };
        Option<FlowFrame> frame = DeformCommand.FrameOption("the maps or flows");
        var threads = new ThreadsOption();
        var choice = new ConformationOptions();
        var command = new Command("generate", """
            Makes maps of a trained model: along a motion, an axis, a grid or a path, at clusters or density peaks of the
            particles, or at given latents (docs/generate.md). Without any of these, along the first latent axis.

            Example: flex3d generate runs/quickstart --motion 0 --angstrom 5 --displacement --out motion
                     flex3d generate runs/quickstart --particles 12,345 --out path
                     flex3d generate runs/quickstart --clusters 8 --out states
                     flex3d generate runs/quickstart --latents z.csv --map sharpened.mrc --out maps
                     flex3d generate runs/quickstart --flows flows.npz
            """) { run, folder };
        foreach (Option option in (Option[])[.. choice.All, map, canonical, displacement, flows, frame, threads])
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, _) =>
        {
            ConformationRequest request = choice.Of(parsed);
            int cores = threads.Of(parsed);
            string? target = parsed.GetValue(folder), archive = parsed.GetValue(flows);
            Require(target is not null || archive is not null, "generate", "neither --out nor --flows", "--out DIR for maps, or --flows FILE");
            Require(archive is null || archive.EndsWith(".npz", StringComparison.OrdinalIgnoreCase), "--flows", $"'{archive}'", "a name that ends in .npz, as NumPy's archives have");
            IReadOnlyList<RunFolder> lineage = RunFolder.Open(parsed.GetRequiredValue(run)).Lineage();
            RunModel model = RunModel.Load(lineage, parsed.GetValue(map), !parsed.GetValue(canonical), request.NeedsEveryParticle || archive is not null);
            session.Output.WriteLine(model.Evidence);
            int[]? rows = FrameTable.RowsOf(lineage);
            if (archive is not null)
            {
                session.Output.WriteLine(FlowFile.Write(session.Progress, model, archive, target is null ? request.Particles : [], rows, parsed.GetValue(frame), cores, session.Stop));
            }
            if (target is not null)
            {
                FoundConformations found = ConformationFinder.Find(model, request, "generate");
                Say(session, found);
                WriteMaps(session, model, found, target, parsed.GetValue(frame), cores, parsed.GetValue(displacement));
                FrameTable.Write(target, found, model.Model, rows);
            }
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    /// <summary>Prints what was found, and warnings.</summary>
    public static void Say(CommandSession session, FoundConformations found)
    {
        foreach (string line in (string[])[.. found.Says, .. found.Warnings.Select(warning => "warning: " + warning)])
        {
            session.Output.WriteLine(line);
        }
    }

    private static void WriteMaps(CommandSession session, RunModel model, FoundConformations found, string folder, FlowFrame frame, int threads, bool displaced)
    {
        string script = Path.Combine(folder, "frames.cxc");
        if (displaced)
        {
            double largest = FrameWriter.WriteDisplaced(session.Progress, model, found.Latents, folder, frame, threads, session.Stop);
            session.Output.WriteLine(FormattableString.Invariant($"displacements from the middle conformation reach {largest:0.#} Å"));
            FrameScripts.WriteColoured(script, model, found.Frames, largest);
            return;
        }
        int maps = FrameWriter.Write(session.Progress, model, found.Latents, folder, frame, threads, session.Stop);
        FrameScripts.Write(script, model, maps);
    }

    private static void Require(bool holds, string option, string found, string expected)
    {
        if (!holds)
        {
            throw new InputException(option, null, found, expected);
        }
    }
}
