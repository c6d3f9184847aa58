using System.Numerics;

namespace Flex3D.Stages.Engine.Cpu;

/// <summary>Projects mesh vertices to image points, q = (A/a)(X + f) + centre, and computes the adjoint.</summary>
/// <remarks>Vertices are structure of arrays (all x, all y, all z). A pose is <see cref="ImageShard.PoseLength"/> floats.</remarks>
internal static class VertexProjection
{
    /// <summary>Reorders [vertex][x, y, z] to [3][vertex].</summary>
    public static float[] ByAxis(ReadOnlySpan<float> vertices)
    {
        int count = vertices.Length / 3;
        float[] result = new float[vertices.Length];
        for (int v = 0; v < count; v++)
        {
            for (int axis = 0; axis < 3; axis++)
            {
                result[axis * count + v] = vertices[3 * v + axis];
            }
        }
        return result;
    }

    /// <summary>Deformed positions, rest + flow, of the vertices that move: [3][moving].</summary>
    public static void Deform(ReadOnlySpan<float> rest, ReadOnlySpan<float> flow, Span<float> deformed)
    {
        int all = rest.Length / 3, moving = flow.Length / 3;
        for (int axis = 0; axis < 3; axis++)
        {
            ReadOnlySpan<float> x = rest.Slice(axis * all, moving), f = flow.Slice(axis * moving, moving);
            Span<float> y = deformed.Slice(axis * moving, moving);
            int v = 0;
            for (; v <= moving - Vector<float>.Count; v += Vector<float>.Count)
            {
                (new Vector<float>(x[v..]) + new Vector<float>(f[v..])).CopyTo(y[v..]);
            }
            for (; v < moving; v++)
            {
                y[v] = x[v] + f[v];
            }
        }
    }

    /// <summary>Projects rest + flow for the first <paramref name="moving"/> vertices and rest alone for those after them.</summary>
    /// <param name="rest">[3][count], Å.</param>
    /// <param name="flow">[3][moving], Å; empty for no flow.</param>
    /// <param name="pose">Rows of A / a, then the centre.</param>
    /// <param name="qx">[count], pixels.</param>
    /// <param name="qy">[count], pixels.</param>
    public static void Project(ReadOnlySpan<float> rest, ReadOnlySpan<float> flow, int moving, ReadOnlySpan<float> pose, Span<float> qx, Span<float> qy)
    {
        int count = qx.Length;
        int first = flow.IsEmpty ? 0 : moving;
        if (!flow.IsEmpty)
        {
            Affine(rest[..moving], rest.Slice(count, moving), rest.Slice(2 * count, moving), flow[..moving], flow.Slice(moving, moving), flow.Slice(2 * moving, moving), pose, qx, qy);
        }
        for (int v = first; v < count; v++)
        {
            float x = rest[v], y = rest[count + v], z = rest[2 * count + v];
            qx[v] = pose[0] * x + pose[1] * y + pose[2] * z + pose[6];
            qy[v] = pose[3] * x + pose[4] * y + pose[5] * z + pose[7];
        }
    }

    /// <summary>The adjoint of <see cref="Project"/> for the flow: from the gradient by image point to the gradient by flow (overwritten).</summary>
    public static void Adjoint(ReadOnlySpan<float> gradientX, ReadOnlySpan<float> gradientY, ReadOnlySpan<float> pose, Span<float> flowGradient)
    {
        int moving = flowGradient.Length / 3;
        for (int axis = 0; axis < 3; axis++)
        {
            Span<float> target = flowGradient.Slice(axis * moving, moving);
            Vector<float> a = new(pose[axis]), b = new(pose[3 + axis]);
            int v = 0;
            for (; v <= moving - Vector<float>.Count; v += Vector<float>.Count)
            {
                (a * new Vector<float>(gradientX[v..]) + b * new Vector<float>(gradientY[v..])).CopyTo(target[v..]);
            }
            for (; v < moving; v++)
            {
                target[v] = pose[axis] * gradientX[v] + pose[3 + axis] * gradientY[v];
            }
        }
    }

    /// <summary>The derivative of <see cref="Project"/> along a change of the flow; vertices that do not move have velocity 0.</summary>
    /// <param name="tangent">Change of the flow, [3][moving], Å for one unit of a parameter.</param>
    /// <param name="velocity">Receives [x, y][count], pixels for one unit.</param>
    public static void Velocity(ReadOnlySpan<float> tangent, ReadOnlySpan<float> pose, Span<float> velocity)
    {
        int moving = tangent.Length / 3, count = velocity.Length / 2;
        ReadOnlySpan<float> x = tangent[..moving], y = tangent.Slice(moving, moving), z = tangent.Slice(2 * moving, moving);
        for (int axis = 0; axis < 2; axis++)
        {
            Span<float> to = velocity.Slice(axis * count, count);
            Vector<float> a = new(pose[3 * axis]), b = new(pose[3 * axis + 1]), c = new(pose[3 * axis + 2]);
            int v = 0;
            for (; v <= moving - Vector<float>.Count; v += Vector<float>.Count)
            {
                (a * new Vector<float>(x[v..]) + b * new Vector<float>(y[v..]) + c * new Vector<float>(z[v..])).CopyTo(to[v..]);
            }
            for (; v < moving; v++)
            {
                to[v] = pose[3 * axis] * x[v] + pose[3 * axis + 1] * y[v] + pose[3 * axis + 2] * z[v];
            }
            to[moving..].Clear();
        }
    }

    private static void Affine(
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, ReadOnlySpan<float> fx, ReadOnlySpan<float> fy, ReadOnlySpan<float> fz,
        ReadOnlySpan<float> pose, Span<float> qx, Span<float> qy)
    {
        int v = 0;
        for (; v <= x.Length - Vector<float>.Count; v += Vector<float>.Count)
        {
            Vector<float> px = new Vector<float>(x[v..]) + new Vector<float>(fx[v..]);
            Vector<float> py = new Vector<float>(y[v..]) + new Vector<float>(fy[v..]);
            Vector<float> pz = new Vector<float>(z[v..]) + new Vector<float>(fz[v..]);
            (px * pose[0] + py * pose[1] + pz * pose[2] + new Vector<float>(pose[6])).CopyTo(qx[v..]);
            (px * pose[3] + py * pose[4] + pz * pose[5] + new Vector<float>(pose[7])).CopyTo(qy[v..]);
        }
        for (; v < x.Length; v++)
        {
            float px = x[v] + fx[v], py = y[v] + fy[v], pz = z[v] + fz[v];
            qx[v] = pose[0] * px + pose[1] * py + pose[2] * pz + pose[6];
            qy[v] = pose[3] * px + pose[4] * py + pose[5] * pz + pose[7];
        }
    }
}
