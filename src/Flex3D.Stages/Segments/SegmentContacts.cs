using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments;

/// <summary>A voxel and the label of its segment.</summary>
internal readonly record struct LabelledVoxel(int X, int Y, int Z, int Label);

/// <summary>A face between voxels of two segments.</summary>
/// <param name="Density">The lower of the densities of both voxels; 0 where no density is known.</param>
internal readonly record struct ContactFace(LabelledVoxel First, LabelledVoxel Second, float Density);

/// <summary>Where segments touch: the faces between voxels of different labels within a mask.</summary>
internal sealed class SegmentContacts
{
    /// <param name="mask">Solvent mask.</param>
    /// <param name="places">Labels on its grid.</param>
    /// <param name="density">Density on its grid, or null.</param>
    /// <param name="support">Voxels whose mask is above this count.</param>
    public SegmentContacts(DensityMap mask, SegmentGrid places, DensityMap? density, float support)
    {
        int n = mask.Box;
        SegmentCubes.ForEach(mask, support, (x, y, z, flat) =>
        {
            Visit(x < n - 1, 1, 1, 0, 0);
            Visit(y < n - 1, n, 0, 1, 0);
            Visit(z < n - 1, n * n, 0, 0, 1);

            void Visit(bool exists, int step, int dx, int dy, int dz)
            {
                if (!exists || !(mask.Values[flat + step] > support) || places.Labels[flat + step] == places.Labels[flat])
                {
                    return;
                }
                LabelledVoxel first = new(x, y, z, places.Labels[flat]), second = new(x + dx, y + dy, z + dz, places.Labels[flat + step]);
                float dense = density is null ? 0 : Math.Min(density.Values[flat], density.Values[flat + step]);
                (int, int) pair = Pair(first.Label, second.Label);
                (Faces.TryGetValue(pair, out List<ContactFace>? faces) ? faces : Faces[pair] = []).Add(new(first, second, dense));
            }
        });
    }

    /// <summary>The faces between each two segments that touch, by the lower and the higher label.</summary>
    public SortedDictionary<(int Low, int High), List<ContactFace>> Faces { get; } = [];

    /// <summary>The key of a pair.</summary>
    public static (int Low, int High) Pair(int a, int b) => a < b ? (a, b) : (b, a);

    /// <summary>The segments that one touches, those with most faces first.</summary>
    public IEnumerable<int> NeighboursOf(int label) =>
        Faces.Where(entry => entry.Key.Low == label || entry.Key.High == label).OrderByDescending(entry => entry.Value.Count).Select(entry => entry.Key.Low == label ? entry.Key.High : entry.Key.Low);
}
