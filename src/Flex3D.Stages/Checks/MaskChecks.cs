using System.Globalization;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Checks;

/// <summary>Findings about a mask beside its map: whether it covers the molecule, and whether it lies on it or on its mirror image.</summary>
internal static class MaskChecks
{
    private const double LeastCover = 0.7, ClearlyBetter = 0.1;

    /// <summary>Judges a mask.</summary>
    public static IEnumerable<CheckFinding> Of(DensityMap map, DensityMap mask)
    {
        DensityMap smooth = RadialFilter.LowPassAngstrom(map, Math.Max(15, 3 * map.PixelSizeAngstrom));
        float threshold = (float)SolventMask.AutomaticThreshold(smooth);
        int n = map.Box;
        var molecule = new List<(int X, int Y, int Z)>();
        for (int i = 0; i < smooth.Values.Length; i++)
        {
            (int x, int y, int z) = (i % n - n / 2, i / n % n - n / 2, i / n / n - n / 2);
            if (smooth.Values[i] > threshold && x * x + y * y + z * z < 0.25 * n * n)
            {
                molecule.Add((x, y, z));
            }
        }
        double Cover(Func<(int X, int Y, int Z), (int X, int Y, int Z)> change) => molecule.Count == 0 ? 0 : molecule.Average(voxel =>
        {
            (int x, int y, int z) = change(voxel);
            (x, y, z) = (x + n / 2, y + n / 2, z + n / 2);
            return x < 0 || y < 0 || z < 0 || x >= n || y >= n || z >= n ? 0 : mask[z, y, x];
        });
        double own = Cover(v => v), volume = mask.Values.Average(v => (double)v) * 6 / Math.PI;
        (string Code, string Text, double Cover)[] others =
        [
            ("mask-mirrored", "the mask is mirrored in x against the map", Cover(v => (-v.X, v.Y, v.Z))),
            ("mask-mirrored", "the mask is mirrored in y against the map", Cover(v => (v.X, -v.Y, v.Z))),
            ("mask-mirrored", "the mask is mirrored in z against the map", Cover(v => (v.X, v.Y, -v.Z))),
            ("mask-mirrored", "the mask is inverted through its centre against the map", Cover(v => (-v.X, -v.Y, -v.Z))),
            ("mask-axes", "the mask's axes x and z are exchanged against the map's", Cover(v => (v.Z, v.Y, v.X))),
            ("mask-axes", "the mask's axes x and y are exchanged against the map's", Cover(v => (v.Y, v.X, v.Z))),
            ("mask-axes", "the mask's axes y and z are exchanged against the map's", Cover(v => (v.X, v.Z, v.Y))),
        ];
        (string code, string text, double best) = others.MaxBy(other => other.Cover);
        string evidence = string.Create(CultureInfo.InvariantCulture, $"{100 * own:0} % of the map's density above its threshold lies in the mask, which is {100 * volume:0} % of the sphere in the box");
        if (own < 0.9 && best > own + ClearlyBetter)
        {
            yield return new(code, CheckSeverity.Error, text, string.Create(CultureInfo.InvariantCulture, $"{evidence}; {100 * best:0} % would so"), "make the mask from this map, or leave it out (inputs.mask=none)");
        }
        else if (own < LeastCover)
        {
            yield return new("mask-cover", CheckSeverity.Warning, "the mask leaves out part of the molecule, which then neither moves nor is reconstructed", evidence, "make a larger mask, or leave it out: prep makes one (inputs.mask=none)");
        }
        else if (volume > 0.9)
        {
            yield return new("mask-wide", CheckSeverity.Warning, "the mask is nearly the whole box", evidence, "make a tighter mask, or leave it out: prep makes one (inputs.mask=none)");
        }
        else
        {
            yield return new("mask", CheckSeverity.Right, "the mask covers the molecule", evidence);
        }
    }
}
