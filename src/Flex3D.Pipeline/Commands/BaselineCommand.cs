using System.CommandLine;
using System.Globalization;
using Flex3D.Pipeline.Baselines;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.LocalRefinement;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d baseline RUN</c>: what flexibility bought by region, beside the rigid map and a masked local refinement from the same particles.</summary>
internal static class BaselineCommand
{
    private const int MostRounds = 20;

    public static Command Create(CommandSession session)
    {
        var usual = new LocalRefinementOptions();
        var run = new Argument<string>("RUN") { Description = "The folder of a run that has been reconstructed" };
        var output = new Option<string>("--out", "-o") { Description = "Folder for baseline.html, baseline.json, maps, plots, poses and the jobs for RELION", HelpName = "DIR", Required = true };
        var regions = new Option<string[]>("--region") { Description = "Soft masks, 0 to 1, of the regions, in the frame of the run's maps [default: the run's moving region]", HelpName = "MRC", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var angle = new Option<double>("--angle") { Description = "The largest turn of a region from a particle's given orientation, in degrees", HelpName = "x", DefaultValueFactory = _ => usual.AngleDegrees };
        var shift = new Option<double>("--shift") { Description = "The largest shift of a region from its given place, in Å", HelpName = "x", DefaultValueFactory = _ => usual.ShiftAngstrom };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of refining poses and reconstructing the region", HelpName = "n", DefaultValueFactory = _ => 3 };
        var limit = new Option<double?>("--limit") { Description = "Resolution to which poses are refined, in Å [default: where the FSC in the region falls below 0.5, anew in each round]", HelpName = "x" };
        var seed = new Option<long>("--seed") { Description = "Seed of the random phases of the FSC", HelpName = "n", DefaultValueFactory = _ => 1 };
        var threads = new ThreadsOption();
        var command = new Command("baseline", """
            Says by region what flexibility bought: the flexed map beside the rigid map, and beside a masked local refinement of the region from the
            same particles, half-sets apart. It also writes the local refinement as jobs for RELION.

            Example: flex3d baseline runs/quickstart --out baseline
                     flex3d baseline runs/mine --region arm.mrc body.mrc --angle 20 --shift 10 --out baseline
            """) { run, output, regions, angle, shift, rounds, limit, seed, threads };
        command.SetAction((parsed, _) =>
        {
            var options = new LocalRefinementOptions { AngleDegrees = parsed.GetValue(angle), ShiftAngstrom = parsed.GetValue(shift) };
            Require(options.AngleDegrees is > 0 and <= 60, "--angle", options.AngleDegrees, "above 0 and at most 60 degrees");
            Require(options.ShiftAngstrom is > 0 and <= 100, "--shift", options.ShiftAngstrom, "above 0 and at most 100 Å");
            Require(parsed.GetValue(rounds) is >= 1 and <= MostRounds, "--rounds", parsed.GetValue(rounds), $"1 to {MostRounds}");
            Require(parsed.GetValue(limit) is null or (> 0 and <= 1000), "--limit", parsed.GetValue(limit) ?? 0, "above 0 and at most 1000 Å");
            Require(parsed.GetValue(seed) >= 0, "--seed", parsed.GetValue(seed), "0 or more");
            var work = new BaselineWork(options, parsed.GetValue(rounds), parsed.GetValue(limit), (ulong)parsed.GetValue(seed), threads.Of(parsed), session.Stop);
            Write(parsed.GetRequiredValue(run), parsed.GetValue(regions) ?? [], work, parsed.GetRequiredValue(output), session);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static void Write(string path, IReadOnlyList<string> masks, BaselineWork work, string folder, CommandSession session)
    {
        if (Storage.Current.FileExists(Path.Combine(folder, BaselineReport.FileName)))
        {
            throw new InputException(folder, null, "an earlier comparison (baseline.json)", "a new or empty folder", "name another with --out");
        }
        using var run = new BaselineRun(path, Path.Combine(folder, "scratch"), session.Progress, work.Stop);
        IReadOnlyList<BaselineRegion> regions = BaselineRegion.Read(run, masks);
        using RunLock held = RunLock.Take(folder);
        DurableFolder.TakeOver(folder, withFolders: true);
        (BaselineReport report, string? noRelion) = new Baselining(run, work, folder, session.Progress).Write(regions, RunModel.Load(run.Lineage).Evidence);
        foreach (string line in BaselineText.Table(report).Append("").Concat(BaselineText.Claims(report)).Append(report.Poses))
        {
            session.Output.WriteLine(line);
        }
        foreach (string warning in BaselineText.Warnings(report))
        {
            session.Output.WriteLine("! " + warning);
        }
        session.Output.WriteLine($"{Path.Combine(folder, BaselinePage.FileName)} shows this with sections and curves; {Path.Combine(folder, BaselineReport.FileName)} has all numbers.");
        session.Output.WriteLine(noRelion is null
            ? $"The same local refinements for RELION: {string.Join(", ", regions.Select(region => $"bash {Path.Combine(folder, RelionJobs.FolderName, region.FileName)}.sh"))}"
            : $"not written: {RelionJobs.FolderName}, since {noRelion}");
    }

    private static void Require(bool holds, string option, double found, string expected)
    {
        if (!holds)
        {
            throw new InputException(option, null, found.ToString("G6", CultureInfo.InvariantCulture), expected);
        }
    }
}
