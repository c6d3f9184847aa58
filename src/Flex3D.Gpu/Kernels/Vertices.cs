using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>Projects mesh vertices to image points, q = (A/a)(X + f) + centre, its derivatives along motions, and the adjoint for the flow; a pose is 8 floats an image.</summary>
internal static class Vertices
{
    /// <summary>The largest valid coordinate of an image point, pixels: a position that is NaN or lies beyond ± this counts as no position.</summary>
    public const float Farthest = 1e6f;

    // A velocity may be as large as 2 to this power, pixels for one unit of its parameter.
    private const int LargestExponent = 100;

    /// <summary>Projects the vertices; one thread a vertex of a row.</summary>
    /// <param name="rest">[3][vertex], Å; the first <paramref name="moving"/> move.</param>
    /// <param name="flow">[row][3][moving], Å; not read where <paramref name="moving"/> is 0.</param>
    /// <param name="poses">[image][8].</param>
    /// <param name="images">[row] the image of which the row is a candidate.</param>
    /// <param name="lost">[row], cleared before: 1 where a vertex has no position.</param>
    public static void Project(
        Index1D index, ArrayView<float> rest, int vertices, ArrayView<float> flow, int moving, ArrayView<float> poses, ArrayView<int> images,
        ArrayView<float> qx, ArrayView<float> qy, ArrayView<int> lost)
    {
        int row = index / vertices, vertex = index - row * vertices, pose = 8 * images[row];
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

    /// <summary>Computes the derivatives of the image points along an image's motions; one group a motion of an image.</summary>
    /// <remarks>
    /// A vertex at u moves by (A/a)·∂f/∂z_k along a latent, and by (A/a)(e_j × u) along a turn A → A·exp([ω]×). The velocities are divided by a power of two
    /// above |ẋ| + |ẏ| of all vertices: exactly, and in any order of the threads.
    /// </remarks>
    /// <param name="tangents">Receives velocities and scales.</param>
    /// <param name="rest">[3][vertex], Å; the first <paramref name="moving"/> move.</param>
    /// <param name="flow">[image][3][moving], Å; not read where <paramref name="moving"/> is 0.</param>
    /// <param name="flowTangents">∂f/∂z, [image][K][3][moving].</param>
    /// <param name="first">The shard's image with which the batch begins.</param>
    /// <param name="lost">[image of the batch]: set to 1 where a velocity is not a number, or too large.</param>
    public static void Velocities(
        TangentViews tangents, ArrayView<float> rest, int vertices, ArrayView<float> flow, int moving, ArrayView<float> flowTangents, ArrayView<float> poses, int first,
        ArrayView<int> lost)
    {
        int motions = tangents.Moving - tangents.Components, image = Grid.IdxX / motions, motion = Grid.IdxX - image * motions, pose = 8 * (first + image);
        int parameter = image * tangents.Moving + tangents.Components + motion, to = parameter * vertices, largest = 0;
        for (int vertex = Group.IdxX; vertex < vertices; vertex += Group.DimX)
        {
            float x = 0, y = 0, z = 0;
            if (motion < tangents.Latents)
            {
                if (vertex < moving)
                {
                    int at = 3 * (image * tangents.Latents + motion) * moving + vertex;
                    x = flowTangents[at];
                    y = flowTangents[at + moving];
                    z = flowTangents[at + 2 * moving];
                }
            }
            else
            {
                float ux = rest[vertex], uy = rest[vertices + vertex], uz = rest[2 * vertices + vertex];
                if (vertex < moving)
                {
                    int at = 3 * image * moving + vertex;
                    ux += flow[at];
                    uy += flow[at + moving];
                    uz += flow[at + 2 * moving];
                }
                int axis = motion - tangents.Latents;
                x = axis == 0 ? 0 : axis == 1 ? uz : -uy;
                y = axis == 0 ? -uz : axis == 1 ? 0 : ux;
                z = axis == 0 ? uy : axis == 1 ? -ux : 0;
            }
            float alongX = poses[pose] * x + poses[pose + 1] * y + poses[pose + 2] * z;
            float alongY = poses[pose + 3] * x + poses[pose + 4] * y + poses[pose + 5] * z;
            tangents.VelocityX[to + vertex] = alongX;
            tangents.VelocityY[to + vertex] = alongY;

            // The bits of positive floats have their order, and those of NaN are above all.
            largest = IntrinsicMath.Max(largest, (int)Interop.FloatAsInt(MathF.Abs(alongX) + MathF.Abs(alongY)));
        }
        int exponent = (Sums.LargestOfGroup(largest) >> 23) - 126, within = IntrinsicMath.Clamp(exponent, -LargestExponent, LargestExponent);
        float unit = Interop.IntAsFloat((uint)(127 - within) << 23);
        for (int vertex = Group.IdxX; vertex < vertices; vertex += Group.DimX)
        {
            tangents.VelocityX[to + vertex] *= unit;
            tangents.VelocityY[to + vertex] *= unit;
        }
        if (Group.IdxX == 0)
        {
            tangents.Scales[parameter] = Interop.IntAsFloat((uint)(127 + within) << 23);
            if (exponent > LargestExponent)
            {
                lost[image] = 1; // every group that writes here writes the same value
            }
        }
    }

    /// <summary>Sums the gradients of the corners into the gradient of the flow; one thread a moving vertex of a row.</summary>
    /// <param name="corners">[row][run][corner][x, y].</param>
    /// <param name="flowGradient">[row][3][moving], overwritten.</param>
    public static void Adjoint(
        Index1D index, SplatViews splat, ArrayView<float> corners, ArrayView<float> poses, int moving, ArrayView<int> images, ArrayView<float> flowGradient)
    {
        int row = index / moving, vertex = index - row * moving, pose = 8 * images[row];
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
