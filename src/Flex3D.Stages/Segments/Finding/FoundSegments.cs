using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments.Finding;

/// <summary>A segment that was found.</summary>
/// <param name="Label">Its label, 1 for the one with most density.</param>
/// <param name="Name">A name for it: <c>body</c>, <c>part2</c>, …</param>
/// <param name="VolumeCubicAngstrom">Its volume within the solvent mask, Å³.</param>
/// <param name="DensityShare">Its fraction of the density.</param>
/// <param name="MotionAngstrom">RMS displacement of its density from its mean place over the particles, Å; null where no motion is known.</param>
public sealed record FoundSegment(int Label, string Name, double VolumeCubicAngstrom, double DensityShare, double? MotionAngstrom);

/// <summary>Two found segments that touch.</summary>
/// <param name="First">Label of the one with more density.</param>
/// <param name="Second">Label of the other.</param>
/// <param name="Faces">Number of faces between voxels of both.</param>
/// <param name="Density">Sum over the faces of the lower density of both voxels, in units of the contour level.</param>
/// <param name="Continuous">Whether density above the contour level leads from one to the other.</param>
public sealed record FoundContact(int First, int Second, int Faces, double Density, bool Continuous);

/// <summary>A first segmentation of a molecule, to be looked at and edited.</summary>
/// <param name="Segmentation">The labels; 0 outside the mask.</param>
/// <param name="Segments">The segments, by label.</param>
/// <param name="Contacts">Where they touch.</param>
/// <param name="Fuse">The proposed tree: parent and child of each pair, the maximum spanning tree of the density that leads across.</param>
public sealed record FoundSegments(Segmentation Segmentation, IReadOnlyList<FoundSegment> Segments, IReadOnlyList<FoundContact> Contacts, IReadOnlyList<(int Parent, int Child)> Fuse)
{
    /// <summary>Names the regions of a map and says how they touch.</summary>
    /// <param name="regions">Region of each voxel, any numbers; −1 for none.</param>
    /// <param name="map">Density of the same box.</param>
    /// <param name="mask">Solvent mask of the same box.</param>
    /// <param name="motion">RMS displacement of each voxel over the particles, Å; null where no motion is known.</param>
    internal static FoundSegments Of(int[] regions, DensityMap map, DensityMap mask, float[]? motion)
    {
        var density = new Dictionary<int, double>();
        var squares = new Dictionary<int, double>();
        var voxels = new Dictionary<int, int>();
        for (int i = 0; i < regions.Length; i++)
        {
            if (regions[i] >= 0)
            {
                double weight = Math.Max(0, map.Values[i]) * mask.Values[i];
                density[regions[i]] = density.GetValueOrDefault(regions[i]) + weight;
                squares[regions[i]] = squares.GetValueOrDefault(regions[i]) + (motion is null ? 0 : weight * motion[i] * motion[i]);
                voxels[regions[i]] = voxels.GetValueOrDefault(regions[i]) + 1;
            }
        }
        int[] order = [.. density.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Select(entry => entry.Key)];
        Dictionary<int, int> labels = order.Index().ToDictionary(entry => entry.Item, entry => entry.Index + 1);
        double total = density.Values.Sum(), voxel = Math.Pow(map.PixelSizeAngstrom, 3);
        FoundSegment[] segments = [.. order.Select(region => new FoundSegment(
            labels[region], labels[region] == 1 ? "body" : FormattableString.Invariant($"part{labels[region]}"), voxels[region] * voxel, density[region] / total,
            motion is null ? null : Math.Sqrt(squares[region] / Math.Max(double.Epsilon, density[region]))))];
        var grid = new SegmentGrid(map.Box, map.PixelSizeAngstrom, Array.ConvertAll(regions, region => region < 0 ? 0 : labels[region]));
        FoundContact[] contacts = Touching(grid, map, mask);
        return new(new Segmentation(grid), segments, contacts, Tree(segments.Length, contacts));
    }

    private static FoundContact[] Touching(SegmentGrid grid, DensityMap map, DensityMap mask)
    {
        double level = ContourLevel.Of(map, mask), unit = level > 0 ? level : 1;
        bool[] labelled = [.. grid.Labels.ToArray().Select(label => label != 0)];
        var within = new DensityMap(map.Box, map.PixelSizeAngstrom, Array.ConvertAll(labelled, set => set ? 1f : 0));
        return [.. new SegmentContacts(within, grid, map, 0.5f).Faces.Select(entry => new FoundContact(
            entry.Key.Low, entry.Key.High, entry.Value.Count, entry.Value.Sum(face => Math.Max(0, face.Density)) / unit, entry.Value.Max(face => face.Density) >= level))];
    }

    // Prim's tree, from the segment with most density.
    private static IReadOnlyList<(int Parent, int Child)> Tree(int segments, FoundContact[] contacts)
    {
        var tree = new List<(int Parent, int Child)>();
        HashSet<int> reached = [1];
        while (reached.Count < segments)
        {
            FoundContact? best = contacts.Where(contact => reached.Contains(contact.First) != reached.Contains(contact.Second))
                .OrderByDescending(contact => contact.Continuous).ThenByDescending(contact => contact.Density).ThenByDescending(contact => contact.Faces).FirstOrDefault();
            if (best is null)
            {
                break; // what is left touches nothing
            }
            (int parent, int child) = reached.Contains(best.First) ? (best.First, best.Second) : (best.Second, best.First);
            tree.Add((parent, child));
            reached.Add(child);
        }
        return tree;
    }
}
