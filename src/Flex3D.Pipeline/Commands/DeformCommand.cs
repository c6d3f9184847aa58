using System.CommandLine;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Deform;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d deform RUN</c>: moves atoms or points by a run's flow.</summary>
internal static class DeformCommand
{
    public static Command Create(CommandSession session)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run that has been trained" };
        var output = new Option<string>("--out", "-o") { Description = "File to write: the moved model (one MODEL for each frame), or a CSV with the columns frame,point,x,y,z", HelpName = "FILE", Required = true };
        var model = new Option<string?>("--model") { Description = "Atoms to move (PDB or mmCIF), fitted into maps/flex.mrc", HelpName = "PDB" };
        var points = new Option<string?>("--points") { Description = "CSV with columns x, y, z: Å from the box centre, in the frame of maps/flex.mrc", HelpName = "CSV" };
        var origin = new Option<ModelOrigin>("--origin") { Description = "Origin of the model's coordinates: centre is the box centre, corner is the first voxel (a model fitted in ChimeraX), auto decides by where the atoms lie in the mesh", HelpName = "auto|centre|corner", DefaultValueFactory = _ => ModelOrigin.Auto };
        var motion = new Option<int?>("--motion") { Description = "Along a principal motion, 0 for the main one, evenly spaced in Å [default range: the particles' 5th to 95th percentile]", HelpName = "n" };
        var frames = new Option<int>("--frames") { Description = "Frames along --motion", HelpName = "n", DefaultValueFactory = _ => new DeformOptions().Frames };
        var range = new Option<double?>("--range") { Description = "How far the frames reach along --motion to both sides of the middle, in standard deviations of the particles", HelpName = "x" };
        var angstrom = new Option<double?>("--angstrom") { Description = "The same in Å RMS over the molecule", HelpName = "x" };
        var bFactors = new Option<MovedBFactors>("--b-factors") { Description = "B factors to write: keep those of the file, or displacement for those of the atoms' displacements over the particles", HelpName = "keep|displacement" };
        Option<FlowFrame> frame = FrameOption("the moved atoms or points");
        var latents = new Option<string?>("--latents") { Description = "CSV with the header z0,z1,… and one row for each frame", HelpName = "CSV" };
        var particles = new Option<string[]>("--particles")
        {
            Description = "Particles whose conformations are used: 0,5,9 or 10-20 or all (rows of the particle table, from 0)",
            HelpName = "n,n,…",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var command = new Command("deform", """
            Moves atoms or points with the flow of a trained model, and says what became of bonds and contacts (docs/generate.md).

            Example: flex3d deform runs/quickstart --model atoms.pdb --motion 0 --frames 11 --out moved.pdb
                     flex3d deform runs/quickstart --model atoms.cif --b-factors displacement --out mobile.cif
                     flex3d deform runs/quickstart --model atoms.pdb --latents z.csv --out moved.pdb
                     flex3d deform runs/quickstart --points p.csv --particles 0,5,9 --out moved.csv
            """) { run, output, model, points, motion, frames, range, angstrom, latents, particles, bFactors, origin, frame };
        command.SetAction((parsed, _) =>
        {
            var options = new DeformOptions
            {
                Model = parsed.GetValue(model),
                Origin = parsed.GetValue(origin),
                Points = parsed.GetValue(points),
                Latents = parsed.GetValue(latents),
                Particles = parsed.GetValue(particles),
                Motion = parsed.GetValue(motion),
                Frames = parsed.GetValue(frames),
                Range = parsed.GetValue(range),
                Angstrom = parsed.GetValue(angstrom),
                BFactors = parsed.GetValue(bFactors),
                Frame = parsed.GetValue(frame),
            };
            RunModel moved = RunModel.Load(RunFolder.Open(parsed.GetRequiredValue(run)).Lineage(), everyParticle: Deformation.NeedsEveryParticle(options));
            session.Output.WriteLine(moved.Evidence);
            DeformationResult result = Deformation.Write(moved, options, parsed.GetRequiredValue(output));
            foreach (string line in (string[])[.. result.Says, .. result.Warnings.Select(warning => "warning: " + warning)])
            {
                session.Output.WriteLine(line);
            }
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    /// <summary>Creates the option that says in which frame conformations are shown.</summary>
    /// <param name="what">What is moved.</param>
    public static Option<FlowFrame> FrameOption(string what) => new("--frame")
    {
        Description = $"Frame of {what}: molecule takes out a turn and shift of the molecule as a whole, poses keeps it as the particles' poses have it",
        HelpName = "molecule|poses",
        DefaultValueFactory = _ => FlowFrame.Molecule,
    };
}
