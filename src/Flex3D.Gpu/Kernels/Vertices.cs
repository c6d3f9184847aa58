using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>Projects mesh vertices to image points, q = (A/a)(X + f) + centre, and computes the adjoint for the flow; a pose is 8 floats an image.</summary>
internal static class Vertices
{
    /// <summary>The largest valid coordinate of an image point, pixels: a position that is NaN or lies beyond ± this counts as no position.</summary>
    public const float Farthest = 1e6f;

    /// <summary>Projects the vertices; one thread a vertex of a row.</summary>
    /// <param name="rest">[3][vertex], Å; the first <paramref name="moving"/> move.</param>
    /// <param name="flow">[row][3][moving], Å; not read where <paramref name="moving"/> is 0.</param>
    /// <param name="poses">[image][8]; row r is a candidate of image (first + r) / <paramref name="candidates"/>.</param>
    /// <param name="lost">[row], cleared before: 1 where a vertex has no position.</param>
    public static void Project(
        Index1D index, ArrayView<float> rest, int vertices, ArrayView<float> flow, int moving, ArrayView<float> poses, int first, int candidates,
        ArrayView<float> qx, ArrayView<float> qy, ArrayView<int> lost)
    {
        int row = index / vertices, vertex = index - row * vertices, pose = 8 * ((first + row) / candidates);
        float x = rest[vertex], y = rest[vertices + vertex], z = rest[2 * vertices + vertex];
        if (vertex < moving)
        {
            int at = 3 * row * moving + vertex;
            x += flow[at];
            y += flow[at + moving];
            z += flow[at + 2 * moving];
        }
        float px = poses[pose] * x + poses[pose + 1] * y + poses[pose + 2] * z + poses[pose + 6];
        float py = poses[pose + 3] * x + poses[pose + 4] * y + poses[pose + 5] * z + poses[pose + 7];
        qx[index] = px;
        qy[index] = py;
        if (!(MathF.Abs(px) <= Farthest && MathF.Abs(py) <= Farthest))
        {
            lost[row] = 1; // every thread that writes here writes the same value
        }
    }

    /// <summary>Sums the gradients of the corners into the gradient of the flow; one thread a moving vertex of a row.</summary>
    /// <param name="corners">[row][run][corner][x, y].</param>
    /// <param name="flowGradient">[row][3][moving], overwritten.</param>
    public static void Adjoint(
        Index1D index, SplatViews splat, ArrayView<float> corners, ArrayView<float> poses, int moving, int first, int candidates, ArrayView<float> flowGradient)
    {
        int row = index / moving, vertex = index - row * moving, pose = 8 * ((first + row) / candidates);
        float gx = 0, gy = 0;
        for (int at = splat.CornerStarts[vertex]; at < splat.CornerStarts[vertex + 1]; at++)
        {
            int corner = 2 * (4 * row * splat.Runs + splat.Corners[at]);
            gx += corners[corner];
            gy += corners[corner + 1];
        }
        int to = 3 * row * moving + vertex;
        flowGradient[to] = poses[pose] * gx + poses[pose + 3] * gy;
        flowGradient[to + moving] = poses[pose + 1] * gx + poses[pose + 4] * gy;
        flowGradient[to + 2 * moving] = poses[pose + 2] * gx + poses[pose + 5] * gy;
    }
}
