using System.Globalization;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Checks;

/// <summary>Findings about a mask beside its map: whether it covers the molecule, and whether it lies on it or on its mirror image.</summary>
internal static class MaskChecks
{
    private const double LeastCover = 0.7, ClearlyBetter = 0.08;

    /// <summary>Judges a mask.</summary>
    /// <exception cref="Faults.InputException">The map shows no molecule.</exception>
    public static IEnumerable<CheckFinding> Of(DensityMap map, DensityMap mask)
    {
        int n = map.Box;
        DensityMap smooth = RadialFilter.LowPassAngstrom(map, Math.Max(15, 3 * map.PixelSizeAngstrom));
        DensityMap made = SolventMask.Create(map, new SolventMaskOptions(), (_, _) => smooth, out double threshold);
        (int X, int Y, int Z)[] molecule = Voxels(smooth, threshold), surroundings = Voxels(made, 0.5);
        double size = mask.Values.Sum(v => (double)v);
        double Cover((int X, int Y, int Z)[] voxels, Func<(int X, int Y, int Z), (int X, int Y, int Z)> change) => voxels.Sum(voxel =>
        {
            (int x, int y, int z) = change(voxel);
            (x, y, z) = (x + n / 2, y + n / 2, z + n / 2);
            return x < 0 || y < 0 || z < 0 || x >= n || y >= n || z >= n ? 0 : (double)mask[z, y, x];
        });
        // How alike the mask is to one made from the map: Dice's coefficient, 0 to 1.
        double Alike(Func<(int X, int Y, int Z), (int X, int Y, int Z)> change) => 2 * Cover(surroundings, change) / (surroundings.Length + size);
        double own = Alike(v => v), cover = Cover(molecule, v => v) / molecule.Length, volume = size / mask.Values.Length * 6 / Math.PI;
        (string Code, string Text, double Alike)[] others =
        [
            ("mask-mirrored", "the mask is mirrored in x against the map", Alike(v => (-v.X, v.Y, v.Z))),
            ("mask-mirrored", "the mask is mirrored in y against the map", Alike(v => (v.X, -v.Y, v.Z))),
            ("mask-mirrored", "the mask is mirrored in z against the map", Alike(v => (v.X, v.Y, -v.Z))),
            ("mask-mirrored", "the mask is inverted through its centre against the map", Alike(v => (-v.X, -v.Y, -v.Z))),
            ("mask-axes", "the mask's axes x and z are exchanged against the map's", Alike(v => (v.Z, v.Y, v.X))),
            ("mask-axes", "the mask's axes x and y are exchanged against the map's", Alike(v => (v.Y, v.X, v.Z))),
            ("mask-axes", "the mask's axes y and z are exchanged against the map's", Alike(v => (v.X, v.Z, v.Y))),
        ];
        (string code, string text, double best) = others.MaxBy(other => other.Alike);
        string evidence = string.Create(CultureInfo.InvariantCulture, $"{100 * cover:0} % of the map's voxels above its threshold lies in the mask, which is {100 * volume:0} % of the sphere in the box");
        if (best > own + ClearlyBetter)
        {
            yield return new(code, CheckSeverity.Error, text, string.Create(CultureInfo.InvariantCulture, $"{evidence}; its likeness to a mask made from the map is {own:0.00}, and {best:0.00} so"), "name a mask made from this map with inputs.mask; where there is none, prep makes one");
        }
        else if (cover < LeastCover)
        {
            yield return new("mask-cover", CheckSeverity.Warning, "the mask leaves out part of the molecule, which then neither moves nor is reconstructed", evidence, "name a larger mask with inputs.mask; where there is none, prep makes one");
        }
        else if (volume > 0.9)
        {
            yield return new("mask-wide", CheckSeverity.Warning, "the mask is nearly the whole box", evidence, "name a tighter mask with inputs.mask; where there is none, prep makes one");
        }
        else
        {
            yield return new("mask", CheckSeverity.Right, "the mask covers the molecule", evidence);
        }
    }

    // The voxels above a threshold within the sphere of the box, relative to its centre.
    private static (int X, int Y, int Z)[] Voxels(DensityMap map, double threshold)
    {
        int n = map.Box;
        return [.. Enumerable.Range(0, map.Values.Length).Where(i => map.Values[i] > threshold).Select(i => (i % n - n / 2, i / n % n - n / 2, i / n / n - n / 2)).Where(v => v.Item1 * v.Item1 + v.Item2 * v.Item2 + v.Item3 * v.Item3 < 0.25 * n * n)];
    }
}
