using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Geometry;

/// <summary>The binding of the voxels of one box to a mesh: for each voxel in the mask, its cell and barycentric weights.</summary>
/// <remarks>
/// Voxels stand in kernel order: by cell, and within a cell by z, y, x. A voxel in the mask but outside every cell has cell
/// −1: it does not move, and comes at the end of the order.
/// </remarks>
public sealed class VoxelBinding
{
    public required int Box { get; init; }
    public required double PixelSizeAngstrom { get; init; }

    /// <summary>Flat index (z·N + y)·N + x of each bound voxel.</summary>
    public required int[] Voxels { get; init; }

    /// <summary>Cell of each bound voxel; −1 where no cell holds it.</summary>
    public required int[] Cells { get; init; }

    /// <summary>[voxel][4] weights of the cell's vertices, summing to 1; zeros where the cell is −1.</summary>
    public required float[] Barycentric { get; init; }

    /// <summary>The soft solvent mask at each bound voxel, (0, 1].</summary>
    public required float[] Mask { get; init; }

    public int Count => Voxels.Length;

    /// <summary>The number of voxels in the mask that no cell holds; they come at the end and never move.</summary>
    public int UncoveredCount
    {
        get
        {
            // By halves: there may be tens of millions of voxels, and loops ask for it.
            int from = 0, to = Cells.Length;
            while (from < to)
            {
                int middle = from + (to - from) / 2;
                (from, to) = Cells[middle] < 0 ? (from, middle) : (middle + 1, to);
            }
            return Cells.Length - from;
        }
    }

    /// <exception cref="InputException">More than <paramref name="allowedFraction"/> of the voxels lie in no cell.</exception>
    public void RequireCovered(string meshName, string maskName, double allowedFraction = 0.1)
    {
        if (UncoveredCount > allowedFraction * Count)
        {
            throw new InputException(meshName, null, string.Create(CultureInfo.InvariantCulture, $"a mesh that leaves {100.0 * UncoveredCount / Count:0.#} % of the voxels of {maskName} uncovered"),
                string.Create(CultureInfo.InvariantCulture, $"at most {100 * allowedFraction:0.#} %"), "uncovered density cannot move: extend the mesh, or check that mesh and mask share their centre and unit (Å from the box centre)");
        }
    }
}
