using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Reconstruction;

/// <summary>Moves the frame of a model to one conformation: the mesh at rest becomes the mesh as the flow deforms it there.</summary>
/// <remarks>
/// A trained canonical map drifts away from any conformation the molecule has. With X' = X + f(z₀) and f'(z) = f(z) − f(z₀) every
/// deformed position stays what it was, and the map that is reconstructed next is in the conformation at z₀.
/// </remarks>
public static class FrameRebase
{
    /// <summary>Counts the cells of negative or zero volume.</summary>
    public static int FoldedCells(TetrahedralMesh mesh)
    {
        int folded = 0;
        for (int c = 0; c < mesh.CellCount; c++)
        {
            folded += TetrahedronGeometry.Volume(mesh.Vertices, mesh.Cells, c) <= 0 ? 1 : 0;
        }
        return folded;
    }

    /// <summary>Carries the solvent mask to a new frame: its value at a point is that of the old mask at the point it came from.</summary>
    /// <param name="mask">The soft mask in the old frame, at the box wanted.</param>
    /// <param name="from">The mesh at rest in the old frame.</param>
    /// <param name="to">The same mesh in the new frame.</param>
    public static DensityMap CarryMask(DensityMap mask, TetrahedralMesh from, TetrahedralMesh to)
    {
        var carried = new DensityMap(mask.Box, mask.PixelSizeAngstrom);
        VoxelBinding before = VoxelBinder.Bind(from, mask);
        for (int i = before.Count - before.UncoveredCount; i < before.Count; i++)
        {
            carried.Values[before.Voxels[i]] = before.Mask[i]; // nothing moves outside the mesh
        }
        VoxelBinding after = VoxelBinder.Bind(to, Everywhere(to, mask));
        var interpolation = new MeshInterpolation(from, after);
        for (int i = 0; i < interpolation.Covered; i++)
        {
            (double x, double y, double z) = interpolation.VectorAt(i, from.Vertices);
            ref float value = ref carried.Values[after.Voxels[i]];
            value = Math.Max(value, Sample(mask, x, y, z));
        }
        return carried;
    }

    // Returns a mask of ones over the bounding box of the mesh, so that every voxel in a cell is bound.
    private static DensityMap Everywhere(TetrahedralMesh mesh, DensityMap like)
    {
        var ones = new DensityMap(like.Box, like.PixelSizeAngstrom);
        Span<int> low = stackalloc int[3], high = stackalloc int[3];
        for (int axis = 0; axis < 3; axis++)
        {
            float least = float.MaxValue, most = float.MinValue;
            for (int v = axis; v < mesh.Vertices.Length; v += 3)
            {
                least = Math.Min(least, mesh.Vertices[v]);
                most = Math.Max(most, mesh.Vertices[v]);
            }
            low[axis] = Math.Clamp((int)Math.Floor(least / like.PixelSizeAngstrom) + like.Box / 2, 0, like.Box);
            high[axis] = Math.Clamp((int)Math.Ceiling(most / like.PixelSizeAngstrom) + like.Box / 2 + 1, 0, like.Box);
        }
        for (int z = low[2]; z < high[2]; z++)
        {
            for (int y = low[1]; y < high[1]; y++)
            {
                for (int x = low[0]; x < high[0]; x++)
                {
                    ones[z, y, x] = 1;
                }
            }
        }
        return ones;
    }

    // Interpolates trilinearly; voxels outside the box count as 0.
    private static float Sample(DensityMap map, double x, double y, double z)
    {
        double px = x / map.PixelSizeAngstrom + map.Box / 2, py = y / map.PixelSizeAngstrom + map.Box / 2, pz = z / map.PixelSizeAngstrom + map.Box / 2;
        int ix = (int)Math.Floor(px), iy = (int)Math.Floor(py), iz = (int)Math.Floor(pz);
        double fx = px - ix, fy = py - iy, fz = pz - iz, sum = 0;
        for (int corner = 0; corner < 8; corner++)
        {
            int dx = corner & 1, dy = (corner >> 1) & 1, dz = corner >> 2;
            if ((uint)(ix + dx) >= (uint)map.Box || (uint)(iy + dy) >= (uint)map.Box || (uint)(iz + dz) >= (uint)map.Box)
            {
                continue;
            }
            sum += (dx == 0 ? 1 - fx : fx) * (dy == 0 ? 1 - fy : fy) * (dz == 0 ? 1 - fz : fz) * map[iz + dz, iy + dy, ix + dx];
        }
        return (float)sum;
    }
}
