using System.CommandLine;
using System.Text.RegularExpressions;
using Flex3D.Pipeline.Bundles;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d bundle RUN</c>: writes a run's maps for a deposition, or under the names of another program.</summary>
internal static partial class BundleCommand
{
    public static Command Create(CommandSession session)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run with a reconstruction" };
        var folder = new Option<string?>("--out", "-o") { Description = "Folder of the bundle [default: that of the run and the kind of names, such as runs/mine-emdb]", HelpName = "DIR" };
        var names = new Option<NameStyle>("--names") { Description = "Whose file names the bundle has: those of a deposition, or those that another program looks for", HelpName = "emdb|relion|cryosparc|scipion", DefaultValueFactory = _ => NameStyle.Emdb };
        var job = new Option<string>("--job") { Description = "Job number in the names of cryoSPARC and Scipion", HelpName = "J42", DefaultValueFactory = _ => "J1" };
        var poses = new Option<WrittenPoses>("--poses") { Description = "Poses of the particles: refined, those that the run re-estimated (train.refinePoses), with its defocus values (train.refineDefocus), given, those of its input, or auto, refined where it has them", HelpName = "auto|given|refined", DefaultValueFactory = _ => WrittenPoses.Auto };
        var gzip = new Option<bool>("--gzip") { Description = "Compress the maps (.mrc.gz)" };
        var threads = new ThreadsOption();
        var command = new Command("bundle", """
            Writes what the EMDB asks for: the map, two half-maps, the mask, the FSC as XML, a picture, and a text with the answers to
            the deposition form. With --names, writes maps and particles under the names that another program looks for.

            Example: flex3d bundle runs/quickstart --out deposit --gzip
                     flex3d bundle runs/mine --names cryosparc --job J42 --out J42
            """) { run, folder, names, job, poses, gzip, threads };
        command.SetAction((parsed, _) =>
        {
            NameStyle style = parsed.GetValue(names);
            string number = parsed.GetRequiredValue(job);
            if (!JobNumber().IsMatch(number))
            {
                throw new InputException("--job", null, $"'{number}'", "J and a number, such as J42");
            }
            int cores = threads.Of(parsed);
            RunFolder from = RunFolder.Open(parsed.GetRequiredValue(run));
            string target = parsed.GetValue(folder) ?? $"{Path.TrimEndingDirectorySeparator(from.Path)}-{style.ToString().ToLowerInvariant()}";
            var writer = new BundleWriter(BundleSource.Of(from), target, cores) { Gzip = parsed.GetValue(gzip), Poses = parsed.GetValue(poses) };
            (IReadOnlyList<(BundleItem Item, string Name, string What)> files, IReadOnlyList<string> leftOut) = writer.Write(style, number);
            writer.WriteManifest(files);
            foreach ((BundleItem Item, string Name, string What) file in files)
            {
                session.Output.WriteLine($"{Path.Combine(target, file.Name)}: {file.What}");
            }
            session.Output.WriteLine($"{Path.Combine(target, BundleWriter.Manifest)}: bytes and SHA-256 of each file");
            foreach (string reason in leftOut)
            {
                session.Output.WriteLine($"not written: {reason}");
            }
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    [GeneratedRegex("^J[0-9]{1,6}$")]
    private static partial Regex JobNumber();
}
