using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Symmetry;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Symmetrising;

/// <summary>A pair of half-maps and the mask around their molecule.</summary>
/// <param name="Name">Name of the merged map: flex, rigid, or map where the files were given.</param>
/// <param name="Half1">Half-map 1.</param>
/// <param name="Half2">Half-map 2, of the same box.</param>
/// <param name="Mask">The mask, 0 to 1, of the same box.</param>
internal sealed record HalfMaps(string Name, DensityMap Half1, DensityMap Half2, DensityMap Mask)
{
    /// <summary>Reads the half-maps of a run: those with the motion taken out, and the rigid ones.</summary>
    /// <exception cref="InputException">The run has not been reconstructed.</exception>
    public static IReadOnlyList<HalfMaps> OfRun(string path)
    {
        IReadOnlyList<RunFolder> lineage = RunFolder.Open(path).Lineage();
        string maps = lineage.Select(run => Path.Combine(run.Path, "maps")).FirstOrDefault(folder => Storage.Current.FileExists(Path.Combine(folder, "flex_half1.mrc")))
            ?? throw new InputException(path, null, "no maps/flex_half1.mrc", "the folder of a run that has been reconstructed", "run the reconstruct step first, or give half-maps with --half1 and --half2");
        string rigid = lineage.Select(run => PreparedFiles.Mask(run.Of(PrepStep.Name))).FirstOrDefault(Storage.Current.FileExists) ?? Path.Combine(maps, "flex_mask.mrc");
        return [Read("flex", Path.Combine(maps, "flex_half1.mrc"), Path.Combine(maps, "flex_half2.mrc"), Path.Combine(maps, "flex_mask.mrc")),
            Read("rigid", Path.Combine(maps, "rigid_half1.mrc"), Path.Combine(maps, "rigid_half2.mrc"), rigid)];
    }

    /// <summary>Reads half-maps and a mask.</summary>
    /// <param name="mask">The mask's file; null for a sphere that touches the box.</param>
    /// <exception cref="InputException">A file cannot be read, or the boxes differ.</exception>
    public static HalfMaps Read(string name, string half1, string half2, string? mask)
    {
        DensityMap first = MrcMap.Read(half1), second = MrcMap.Read(half2);
        MapChecks.RequireFinite(first, half1);
        MapChecks.RequireFinite(second, half2);
        MapChecks.RequireSame(first, half1, second, half2);
        DensityMap around = mask is null ? Sphere(first) : MrcMap.Read(mask);
        MapChecks.RequireMask(around, mask ?? "the sphere");
        MapChecks.RequireSame(first, half1, around, mask ?? "the sphere");
        return first.Values.AsSpan().SequenceEqual(second.Values)
            ? throw new InputException(half2, null, $"the values of {half1}", "half-maps of different particles", "give the two half-maps of one reconstruction")
            : new HalfMaps(name, first, second, around);
    }

    /// <summary>Finds where the axes of a group lie in the merged map, and how well the map agrees with itself about them, −1 to 1.</summary>
    public (SymmetryFrame Frame, double Score) Find(PointGroup group, int threads)
    {
        return SymmetryFinder.Find(group, MapSharpening.Merge(Half1, Half2).Times(Mask), threads);
    }

    // A soft sphere that ends three voxels within the box.
    private static DensityMap Sphere(DensityMap like)
    {
        const double Edge = 5, Margin = 3;
        int n = like.Box;
        var sphere = new DensityMap(n, like.PixelSizeAngstrom);
        for (int i = 0; i < sphere.Values.Length; i++)
        {
            double x = i % n - n / 2, y = i / n % n - n / 2, z = i / (n * n) - n / 2, beyond = Math.Sqrt(x * x + y * y + z * z) - (n / 2 - Margin - Edge);
            sphere.Values[i] = (float)(beyond <= 0 ? 1 : beyond >= Edge ? 0 : 0.5 + 0.5 * Math.Cos(Math.PI * beyond / Edge));
        }
        return sphere;
    }
}
