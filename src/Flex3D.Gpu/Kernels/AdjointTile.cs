using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The part of an image that the voxels of a cell, or of cells beside each other, touch, held in shared memory for the adjoints of <see cref="Splat"/>.</summary>
/// <remarks>
/// A tile has the rectangle of the cells' vertices, with the taps beside it; pixels beyond the image are 0 there, so that no tap has to be tested. A tile is read 16 times for each
/// voxel: from the image, the threads of a warp would touch some ten lines of the cache with each load. Lines lie 20 floats apart in tiles of up to 16 columns, and 36 in those of up to 32: threads
/// that read points spread over a cell then meet in a bank about as rarely as at random. <c>gpu --only banks</c> of <c>tests/Flex3D.Bench</c> counts both.
/// A point outside the rectangle, or cells that are too large, are read from the image: that changes the time alone.
/// </remarks>
internal readonly struct AdjointTile
{
    /// <summary>Floats of a tile.</summary>
    public const int Floats = 768;

    private const int NarrowLog = 4, WideLog = 5, Gap = 4;

    /// <summary>Takes the rectangle of the image points of vertices, pixels; a side that is not a number makes it empty.</summary>
    public AdjointTile(float left, float right, float top, float bottom)
    {
        bool finite = left >= -Vertices.Farthest && right <= Vertices.Farthest && top >= -Vertices.Farthest && bottom <= Vertices.Farthest; // false for NaN
        Left = finite ? (int)MathF.Floor(left) - 1 : 0;
        Top = finite ? (int)MathF.Floor(top) - 1 : 0;
        int columns = finite ? (int)MathF.Floor(right) + 3 - Left : 0;
        Lines = finite ? (int)MathF.Floor(bottom) + 3 - Top : 0;
        WidthLog = columns <= 1 << NarrowLog ? NarrowLog : WideLog;
        if (columns > 1 << WideLog || Lines > Floats / Pitch)
        {
            Lines = 0;
        }
    }

    /// <summary>Column of the image at which it begins.</summary>
    public int Left { get; }

    /// <summary>Line of the image at which it begins.</summary>
    public int Top { get; }

    /// <summary>Lines that it has; 0 where the cells do not fit.</summary>
    public int Lines { get; }

    /// <summary>Floats from a line to the next.</summary>
    public int Pitch => (1 << WidthLog) + Gap;

    private int WidthLog { get; }

    /// <summary>Copies the pixels; every thread of the set calls it.</summary>
    /// <param name="tile">Receives them.</param>
    /// <param name="from">Index at which the tile begins there.</param>
    /// <param name="image">Index at which the image begins.</param>
    /// <param name="lane">Number of the thread in its set.</param>
    /// <param name="lanes">Threads of the set.</param>
    public void Load(ArrayView<float> tile, int from, ArrayView<float> gradient, int image, int n, int lane, int lanes)
    {
        for (int at = lane; at < Lines << WidthLog; at += lanes)
        {
            int line = at >> WidthLog, column = at - (line << WidthLog), x = Left + column, y = Top + line;
            tile[from + line * Pitch + column] = x >= 0 && x < n && y >= 0 && y < n ? gradient[image + y * n + x] : 0;
        }
    }

    /// <summary>Whether all taps of a point are in the tile.</summary>
    public bool Holds(int column, int line) => column >= Left && line >= Top && column + 4 <= Left + (1 << WidthLog) && line + 4 <= Top + Lines;

    /// <summary>Index of a tap in the tile.</summary>
    public int At(int from, int column, int line) => from + (line - Top) * Pitch + (column - Left);
}

/// <summary>One coordinate of the image points of a cell's four vertices.</summary>
internal readonly struct CellPoints
{
    private readonly float _origin, _along1, _along2, _along3;

    /// <param name="q">[row][vertex], pixels.</param>
    /// <param name="row">Index at which the row begins.</param>
    /// <param name="corner">Index of the cell's first vertex in <see cref="SplatViews.RunVertices"/>.</param>
    public CellPoints(in SplatViews plan, ArrayView<float> q, int row, int corner)
    {
        float q0 = q[row + plan.RunVertices[corner]], q1 = q[row + plan.RunVertices[corner + 1]], q2 = q[row + plan.RunVertices[corner + 2]], q3 = q[row + plan.RunVertices[corner + 3]];
        (_origin, _along1, _along2, _along3) = (q0, q1 - q0, q2 - q0, q3 - q0);
        Least = IntrinsicMath.Min(IntrinsicMath.Min(q0, q1), IntrinsicMath.Min(q2, q3));
        Most = IntrinsicMath.Max(IntrinsicMath.Max(q0, q1), IntrinsicMath.Max(q2, q3));
        if (float.IsNaN(q0 + q1 + q2 + q3)) // minimum and maximum pass over NaN
        {
            (Least, Most) = (float.NaN, float.NaN);
        }
    }

    /// <summary>The least of the four.</summary>
    public float Least { get; }

    /// <summary>The largest of the four.</summary>
    public float Most { get; }

    /// <summary>Interpolates the image point of a voxel, by the formula of <see cref="VoxelPlace"/>.</summary>
    public float At(float b1, float b2, float b3) => b3 * _along3 + (b2 * _along2 + (b1 * _along1 + _origin));
}
