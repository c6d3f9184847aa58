using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Geometry;

/// <summary>Binds the voxels of a mask to a mesh.</summary>
public static class VoxelBinder
{
    /// <summary>Finds the cell and barycentric weights of every voxel of the mask, in kernel order.</summary>
    /// <param name="mesh">Any mesh, regular or not; where cells overlap, a voxel is bound to the lowest-numbered.</param>
    /// <param name="softMask">Mask of any box and pixel size, centred on the mesh's origin.</param>
    /// <param name="support">Voxels whose mask is above this are bound.</param>
    /// <remarks>A caller may refuse a mesh whose <see cref="VoxelBinding.UncoveredCount"/> is too large: those voxels never move.</remarks>
    public static VoxelBinding Bind(TetrahedralMesh mesh, DensityMap softMask, float support = 0.01f)
    {
        int n = softMask.Box;
        double a = softMask.PixelSizeAngstrom;
        float[] mask = softMask.Values;
        int count = 0;
        foreach (float value in mask)
        {
            count += value > support ? 1 : 0;
        }

        var grid = new CellGrid(mesh);
        int[] voxels = new int[count], cells = new int[count];
        float[] weights = new float[4L * count];
        int[] next = new int[mesh.CellCount + 2]; // first place of each cell; the voxels of no cell come last
        Span<double> b = stackalloc double[4];
        for (int flat = 0, at = 0; flat < mask.Length; flat++)
        {
            if (!(mask[flat] > support))
            {
                continue;
            }
            int x = flat % n, y = flat / n % n, z = flat / n / n;
            int cell = grid.Find((x - n / 2) * a, (y - n / 2) * a, (z - n / 2) * a, b);
            (voxels[at], cells[at]) = (flat, cell);
            if (cell >= 0)
            {
                for (int k = 0; k < 4; k++)
                {
                    weights[4L * at + k] = (float)b[k];
                }
            }
            next[(cell < 0 ? mesh.CellCount : cell) + 1]++;
            at++;
        }
        for (int c = 1; c < next.Length; c++)
        {
            next[c] += next[c - 1];
        }

        // A counting sort is stable: within a cell the flat order z, y, x is kept.
        var binding = new VoxelBinding
        {
            Box = n,
            PixelSizeAngstrom = a,
            Voxels = new int[count],
            Cells = new int[count],
            Barycentric = new float[4L * count],
            Mask = new float[count],
        };
        for (int from = 0; from < count; from++)
        {
            int to = next[cells[from] < 0 ? mesh.CellCount : cells[from]]++;
            binding.Voxels[to] = voxels[from];
            binding.Cells[to] = cells[from];
            binding.Mask[to] = mask[voxels[from]];
            Array.Copy(weights, 4L * from, binding.Barycentric, 4L * to, 4);
        }
        return binding;
    }
}
