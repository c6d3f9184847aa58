using System.CommandLine;
using Flex3D.Pipeline.MapPairs;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Symmetrising;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Symmetry;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d symmetrise</c>: averages half-maps over a symmetry, and says how well they have it.</summary>
internal static class SymmetriseCommand
{
    private const string Advice = "look for the axes with --find, name another --symmetry, or average all the same with --anyway";

    public static Command Create(CommandSession session)
    {
        var run = new Argument<string?>("RUN") { Description = "The folder of a run that has been reconstructed", Arity = ArgumentArity.ZeroOrOne };
        var half1 = new Option<string?>("--half1") { Description = "A half-map of any program, in place of a run", HelpName = "MRC" };
        var half2 = new Option<string?>("--half2") { Description = "The other half-map", HelpName = "MRC" };
        var mask = new Option<string?>("--mask") { Description = "Mask around the molecule of the half-maps, 0 to 1 [default: a sphere]", HelpName = "MRC" };
        var symmetry = new Option<string?>("--symmetry") { Description = "Point group: C2, C3, …, D2, D3, …, T, O, I, I1 or I2, with RELION's setting of the axes", HelpName = "GROUP" };
        var axes = new Option<string?>("--axes") { Description = "File with the axes: the symmetry.json of another call, in place of --symmetry", HelpName = "JSON" };
        var find = new Option<bool>("--find") { Description = "Look for the axes in the map, which may lie anywhere" };
        var anyway = new Option<bool>("--anyway") { Description = "Average maps that do not have the symmetry, too" };
        var output = new Option<string>("--out", "-o") { Description = "Folder for symmetrised half-maps, merged maps, masks, symmetry.json and symmetry.csv", HelpName = "DIR", Required = true };
        var threads = new ThreadsOption();
        var command = new Command("symmetrise", """
            Averages half-maps over a point group, and says how well they have its symmetry: how much of the correlation of half-map 1
            with half-map 2 is left when half-map 2 is turned by its operators. The axes are those of the group's usual setting, or found.

            Example: flex3d symmetrise runs/mine --symmetry C4 --out symmetrised
                     flex3d symmetrise --half1 a.mrc --half2 b.mrc --mask m.mrc --symmetry D2 --find --out symmetrised
            """) { run, half1, half2, mask, symmetry, axes, find, anyway, output, threads };
        command.SetAction((parsed, _) =>
        {
            int cores = threads.Of(parsed);
            IReadOnlyList<HalfMaps> given = [.. Given(parsed.GetValue(run), parsed.GetValue(half1), parsed.GetValue(half2), parsed.GetValue(mask)).Select(files => files.Read())];
            SymmetryAxes lie = Axes(given[0], parsed.GetValue(symmetry), parsed.GetValue(axes), parsed.GetValue(find), cores);
            foreach (string line in lie.Lines())
            {
                session.Output.WriteLine(line);
            }
            SymmetrisedHalves[] pairs = [.. given.Select(pair => SymmetrisedHalves.Of(pair, lie.Frame, parsed.GetValue(anyway), Advice, cores))];
            string folder = parsed.GetRequiredValue(output);
            DurableFolder.Create(folder);
            foreach (SymmetrisedHalves pair in pairs)
            {
                pair.Write(folder, cores);
                foreach (string line in pair.Lines())
                {
                    session.Output.WriteLine(line);
                }
            }
            SymmetryFile.Write(Path.Combine(folder, "symmetry.json"), lie.Frame);
            SymmetryTable.Write(Path.Combine(folder, "symmetry.csv"), pairs);
            session.Output.WriteLine($"files are in {folder}");
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static IReadOnlyList<HalfMapFiles> Given(string? run, string? half1, string? half2, string? mask) => (run, half1, half2) switch
    {
        (null, { } first, { } second) => [HalfMapFiles.Given(first, second, mask)],
        ({ } folder, null, null) when mask is null => RunHalfMaps.Of(RunFolder.Open(folder).Lineage(), symmetrised: false).Pairs,
        _ => throw new InputException("flex3d symmetrise", null, run is null ? "no half-maps" : "a run together with --half1, --half2 or --mask", "a run, or half-maps", "give the folder of a run, or --half1 and --half2 (and --mask)"),
    };

    private static SymmetryAxes Axes(HalfMaps map, string? symmetry, string? axes, bool find, int threads) => (symmetry, axes) switch
    {
        ({ } name, null) => find ? SymmetryAxes.Find(PointGroup.Parse(name), map, threads) : SymmetryAxes.Standard(PointGroup.Parse(name), map),
        (null, { } file) when !find => SymmetryAxes.OfFile(file, map),
        (null, null) => throw new InputException("--symmetry", null, "no point group", "one such as C4", "name it with --symmetry, or give --axes"),
        _ => throw new InputException("--axes", null, find ? "a file of axes and --find" : "a file of axes and --symmetry", "one of them"),
    };
}
