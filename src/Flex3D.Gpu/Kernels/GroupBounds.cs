using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The rectangles in which the cells of a group's voxels lie, one for each of some rows.</summary>
internal static class GroupBounds
{
    /// <summary>The most rows at once; a power of two.</summary>
    public const int Rows = 16;

    /// <summary>Numbers of the rectangles: left, right, top and bottom of each row.</summary>
    public const int Sides = 4 * Rows;

    /// <summary>Shared memory that is needed to find them.</summary>
    public const int Floats = Parts * Sides;

    // Threads that look through the vertices of a row together.
    private const int Parts = 8;

    /// <summary>Finds them; every thread of the group calls it. A row in which a vertex has no position gets sides that are not numbers.</summary>
    /// <param name="first">The group's first voxel.</param>
    /// <param name="end">The voxel after its last.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">Rows, at most <see cref="Rows"/>.</param>
    /// <param name="parts">Overwritten.</param>
    /// <param name="sides">Receives [row][left, right, top, bottom], pixels.</param>
    internal static void Find(in SplatViews plan, int first, int end, int row, int rows, ArrayView<float> qx, ArrayView<float> qy, ArrayView<float> parts, ArrayView<float> sides)
    {
        int begin = 4 * plan.RunOf[first], corners = 4 * plan.RunOf[end - 1] + 4;
        Group.Barrier(); // the rectangles of the rows before are read still
        for (int at = Group.IdxX; at < rows * Parts; at += Group.DimX)
        {
            int vertices = (row + at / Parts) * plan.Vertices;
            float left = Vertices.Farthest, right = -Vertices.Farthest, top = left, bottom = right;
            for (int corner = begin + at % Parts; corner < corners; corner += Parts)
            {
                float x = qx[vertices + plan.RunVertices[corner]], y = qy[vertices + plan.RunVertices[corner]];
                if (!(MathF.Abs(x) <= Vertices.Farthest && MathF.Abs(y) <= Vertices.Farthest))
                {
                    left = float.NegativeInfinity; // which no other vertex takes back
                }
                left = IntrinsicMath.Min(left, x);
                right = IntrinsicMath.Max(right, x);
                top = IntrinsicMath.Min(top, y);
                bottom = IntrinsicMath.Max(bottom, y);
            }
            parts[4 * at] = left;
            parts[4 * at + 1] = right;
            parts[4 * at + 2] = top;
            parts[4 * at + 3] = bottom;
        }
        Group.Barrier();
        for (int at = Group.IdxX; at < 4 * rows; at += Group.DimX)
        {
            int from = at / 4 * (4 * Parts) + at % 4;
            float side = parts[from];
            for (int part = 1; part < Parts; part++)
            {
                float other = parts[from + 4 * part];
                side = at % 2 == 0 ? IntrinsicMath.Min(side, other) : IntrinsicMath.Max(side, other);
            }
            sides[at] = side;
        }
        Group.Barrier();
    }
}
