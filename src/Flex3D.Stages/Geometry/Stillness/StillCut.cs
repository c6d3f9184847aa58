using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Geometry.Stillness;

/// <summary>Cuts a mesh along the border of what must not move, which becomes a segment of its own (<see cref="MeshSegments"/>).</summary>
/// <remarks>
/// Each cell that touches a voxel of the mask occurs a second time, with vertices of its own, for what lies in the mask. The first stays as it is for the molecule beside the mask, unless it has none.
/// The cells of the mask come first, so that they hold what is in it where a cell of the molecule has moved there.
/// </remarks>
internal static class StillCut
{
    /// <summary>The name of the segment that is held still.</summary>
    public const string SegmentName = "micelle";

    private const string OtherName = "molecule";
    private const float Support = 0.01f; // of the solvent mask, as for the mesh

    /// <summary>Cuts a mesh. Its mobilities are copied as they are; the segment that is held still is the last of its segments.</summary>
    /// <param name="mesh">The mesh, cut along other segments or not.</param>
    /// <param name="mask">The mask of what must not move.</param>
    /// <param name="molecule">The solvent mask, on the same grid.</param>
    /// <param name="source">The mask's name in messages.</param>
    /// <returns>The mesh; null where the mask touches no cell.</returns>
    /// <exception cref="InputException">Nothing is left that moves.</exception>
    public static TetrahedralMesh? Of(TetrahedralMesh mesh, DensityMap mask, DensityMap molecule, string source)
    {
        MapChecks.RequireSame(molecule, "the solvent mask", mask, source);
        var beside = new DensityMap(mask.Box, mask.PixelSizeAngstrom);
        for (int i = 0; i < beside.Values.Length; i++)
        {
            beside.Values[i] = molecule.Values[i] > Support && !(mask.Values[i] > StillRegion.Threshold) ? 1 : 0;
        }
        List<int> held = [], free = [];
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            ReadOnlySpan<int> corners = mesh.Cells.AsSpan(4 * cell, 4);
            bool touches = VoxelTouch.Any(mesh.Vertices, corners, mask, StillRegion.Threshold);
            if (touches)
            {
                held.Add(cell);
            }
            if (!touches || VoxelTouch.Any(mesh.Vertices, corners, beside, StillRegion.Threshold))
            {
                free.Add(cell);
            }
        }
        if (free.Count == 0)
        {
            throw new InputException(source, null, "a part that must not move which covers the whole molecule", "a mask that leaves part of the molecule free to move", "check that it is not the solvent mask");
        }
        return held.Count == 0 ? null : Assemble(mesh, held, free, mask);
    }

    private static TetrahedralMesh Assemble(TetrahedralMesh mesh, List<int> held, List<int> free, DensityMap mask)
    {
        IReadOnlyList<MeshSegment> others = mesh.Segments?.Segments ?? [new MeshSegment(1, OtherName)];
        int label = others.Max(segment => segment.Label) + 1;
        int[] cells = new int[4 * (held.Count + free.Count)], labels = new int[held.Count + free.Count];
        List<float> vertices = [], mobility = [];
        foreach ((int[] numbers, IReadOnlyList<int> part, int from) in ((int[], IReadOnlyList<int>, int)[])[(new int[mesh.VertexCount], held, 0), (new int[mesh.VertexCount], free, held.Count)])
        {
            Array.Fill(numbers, -1);
            for (int i = 0; i < part.Count; i++)
            {
                labels[from + i] = from == 0 ? label : mesh.Segments?.CellLabels[part[i]] ?? others[0].Label;
                for (int k = 0; k < 4; k++)
                {
                    int vertex = mesh.Cells[4 * part[i] + k];
                    if (numbers[vertex] < 0)
                    {
                        numbers[vertex] = mobility.Count;
                        vertices.AddRange(mesh.Vertices.AsSpan(3 * vertex, 3));
                        mobility.Add(mesh.Mobility[vertex]);
                    }
                    cells[4 * (from + i) + k] = numbers[vertex];
                }
            }
        }
        return new TetrahedralMesh
        {
            Vertices = [.. vertices],
            Cells = cells,
            RigidityWeights = [.. held.Concat(free).Select(cell => mesh.RigidityWeights[cell])],
            Mobility = [.. mobility],
            Segments = new MeshSegments { CellLabels = labels, Segments = [.. others, new MeshSegment(label, SegmentName)], Places = Places(mesh.Segments?.Places, others[0].Label, mask, label) },
        };
    }

    // The labels of places on the mask's own grid, so that each of its voxels is held as a whole; on a coarser one, where that is too large, a place is held if any part of it is.
    private static SegmentGrid Places(SegmentGrid? before, int other, DensityMap mask, int label)
    {
        int n = mask.Box, coarser = (n + MeshSegments.LargestBox - 1) / MeshSegments.LargestBox, box = (n + coarser - 1) / coarser;
        double a = mask.PixelSizeAngstrom, voxel = coarser * a;
        int[] labels = new int[box * box * box];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = before?.At((i % box - box / 2) * voxel, (i / box % box - box / 2) * voxel, (i / box / box - box / 2) * voxel) ?? other;
        }
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (!(mask.Values[i] > StillRegion.Threshold))
            {
                continue;
            }
            (int x0, int x1) = Span(i % n);
            (int y0, int y1) = Span(i / n % n);
            (int z0, int z1) = Span(i / n / n);
            for (int z = z0; z <= z1; z++)
            {
                for (int y = y0; y <= y1; y++)
                {
                    labels.AsSpan((z * box + y) * box + x0, x1 - x0 + 1).Fill(label);
                }
            }
        }
        return new SegmentGrid(box, voxel, labels);

        // The places that a voxel of the mask has length in common with.
        (int From, int To) Span(int at)
        {
            double from = ((at - n / 2) - 0.499) / coarser + 0.5 + box / 2, to = ((at - n / 2) + 0.499) / coarser + 0.5 + box / 2;
            return ((int)Math.Clamp(Math.Floor(from), 0, box - 1), (int)Math.Clamp(Math.Floor(to), 0, box - 1));
        }
    }
}
