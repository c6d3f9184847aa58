using Flex3D.Pipeline.Bundles;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Conversion;

namespace Flex3D.Pipeline.Baselines;

/// <summary>Writes masked local refinements as jobs of RELION, ready to run: particles, reference, and for each region a mask and a script.</summary>
internal static class RelionJobs
{
    public const string FolderName = "relion", Particles = "particles.star", Reference = "reference.mrc";

    /// <summary>Writes the folder <c>relion</c>. Returns null, or why nothing could be written.</summary>
    /// <param name="regions">The regions, with the resolution to which their references are low-passed at the start, Å.</param>
    public static string? Write(BaselineRun run, IReadOnlyList<(BaselineRegion Region, double StartAngstrom)> regions, BaselineWork work, string folder)
    {
        var source = BundleSource.Of(run.Lineage[0]);
        if (source.Particles is null)
        {
            return "the run has no table of its particles";
        }
        string target = Path.Combine(folder, FolderName);
        WriteParticles(run, source, Path.Combine(target, Particles));
        MrcMap.Write(Path.Combine(target, Reference), run.Map("rigid"), "Flex3D rigid map, reference of local refinements");
        foreach ((BaselineRegion region, double start) in regions)
        {
            string name = region.FileName;
            MrcMap.Write(Path.Combine(target, name + "_mask.mrc"), region.Region.Mask, $"Flex3D {region.Name}");
            var script = new RelionScript(region.Name, name, run.Prepared.PixelSizeAngstrom, DiameterAngstrom(run.Solvent), start, work.Options.AngleDegrees, work.Options.ShiftAngstrom);
            DurableFile.WriteText(Path.Combine(target, name + ".sh"), script.Text());
        }
        return null;
    }

    // The table that the run wrote, at the poses its rigid maps were made at, with images by their full names and the half-sets of the run.
    private static void WriteParticles(BaselineRun run, BundleSource source, string path)
    {
        string copy = path + ".copy.star";
        try
        {
            TableConverter.Write(new TableSource(source.Particles!), copy, options: new ConversionOptions { RefinedPoses = source.Refined.Any });
            byte[] halves = run.Particles.Plan.HalfSets();
            ParticleTable table = run.Particles.Table;
            RelionProjectTable.Write(copy, path, row => Name(table, table[row]), row => halves[row], table.Count);
        }
        finally
        {
            Storage.Current.Delete(copy);
        }
    }

    private static string Name(ParticleTable table, in Particle particle) => FormattableString.Invariant($"{particle.Slice + 1:000000}@{Path.GetFullPath(table.Stacks[particle.Stack])}");

    // Twice the distance of the farthest voxel of the mask from the box centre, within the box.
    private static double DiameterAngstrom(DensityMap mask)
    {
        int n = mask.Box, farthest = 0;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            int x = i % n - n / 2, y = i / n % n - n / 2, z = i / n / n - n / 2;
            farthest = mask.Values[i] > 0.5f ? Math.Max(farthest, x * x + y * y + z * z) : farthest;
        }
        return Math.Min(2 * Math.Sqrt(farthest), n - 4) * mask.PixelSizeAngstrom;
    }
}
