using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Motion;

/// <summary>Finds the rigid part of a flow f, and the internal flow that is left without it.</summary>
/// <remarks>
/// The rigid part is the rotation R and shift t that minimise Σ_v w_v ρ(|X_v + f_v − (R X_v + t)|), w_v the density of vertex v at rest and
/// ρ(d) = √(d² + δ²): distances and not their squares, so that the part of the molecule that keeps its shape stays in place and is not turned
/// against a part that swings. The internal flow is Rᵀ(X + f − t) − X. The minimum is found by weighted superpositions, each with the weights
/// w/√(d² + δ²) of the one before (iteratively reweighted least squares), from the identity. Thread-safe; the order of summation is fixed.
/// </remarks>
internal sealed class RigidPart
{
    /// <summary>δ, Å: a distance far below it counts with its square.</summary>
    private const double Smoothing = 0.05;

    /// <summary>The iteration ends when no vertex moves by more than this, Å.</summary>
    private const double Tolerance = 1e-4;

    private const int MostSteps = 50, Lanes = 8;
    private readonly float[] _vertices;
    private readonly int[] _dense;
    private readonly double[] _rest; // [x, y, z, weight][padded vertex]; padding has weight 0
    private readonly int _padded;
    private readonly double _reach;

    /// <param name="vertices">Rest positions, Å, [vertex][x, y, z].</param>
    /// <param name="density">Density bound to each vertex; only those with more than 0 count.</param>
    public RigidPart(float[] vertices, float[] density)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(3 * density.Length, vertices.Length, nameof(vertices));
        _vertices = vertices;
        _dense = [.. Enumerable.Range(0, density.Length).Where(v => density[v] > 0)];
        _padded = (_dense.Length + Lanes - 1) / Lanes * Lanes;
        _rest = new double[4 * _padded];
        double total = _dense.Sum(v => (double)density[v]);
        foreach ((int i, int v) in _dense.Index())
        {
            double square = 0;
            for (int axis = 0; axis < 3; axis++)
            {
                double at = vertices[3 * v + axis];
                _rest[axis * _padded + i] = at;
                square += at * at;
            }
            _rest[3 * _padded + i] = density[v] / total;
            _reach = Math.Max(_reach, Math.Sqrt(square));
        }
    }

    /// <summary>Returns the rigid part of a flow; the identity where it moves no vertex by more than 0.0001 Å.</summary>
    /// <param name="flow">[x, y, z][vertex], Å.</param>
    public RigidMotion Of(ReadOnlySpan<float> flow)
    {
        double[] moved = ArrayPool<double>.Shared.Rent(3 * _padded);
        Place(flow, moved);
        Span<double> sums = stackalloc double[Superposition.Sums];
        RigidMotion found = RigidMotion.Identity;
        for (int step = 0; step < MostSteps; step++)
        {
            Sum(found, moved, sums);
            RigidMotion next = Superposition.Of(sums);
            if (Difference(found, next) < Tolerance)
            {
                break;
            }
            found = next;
        }
        ArrayPool<double>.Shared.Return(moved);
        return found;
    }

    /// <summary>Replaces a flow by its internal flow; returns the rigid part.</summary>
    /// <param name="flow">[x, y, z][vertex], Å.</param>
    public RigidMotion Remove(Span<float> flow)
    {
        RigidMotion rigid = Of(flow);
        if (rigid == RigidMotion.Identity)
        {
            return rigid;
        }
        int count = _vertices.Length / 3;
        for (int v = 0; v < count; v++)
        {
            ReadOnlySpan<float> rest = _vertices.AsSpan(3 * v, 3);
            (double x, double y, double z) = rigid.Undo((double)rest[0] + flow[v], (double)rest[1] + flow[count + v], (double)rest[2] + flow[2 * count + v]);
            (flow[v], flow[count + v], flow[2 * count + v]) = ((float)(x - rest[0]), (float)(y - rest[1]), (float)(z - rest[2]));
        }
        return rigid;
    }

    private void Place(ReadOnlySpan<float> flow, double[] moved)
    {
        int count = _vertices.Length / 3;
        for (int axis = 0; axis < 3; axis++)
        {
            Span<double> to = moved.AsSpan(axis * _padded, _padded);
            ReadOnlySpan<double> rest = _rest.AsSpan(axis * _padded, _padded);
            ReadOnlySpan<float> by = flow.Slice(axis * count, count);
            to.Clear();
            for (int i = 0; i < _dense.Length; i++)
            {
                to[i] = rest[i] + by[_dense[i]];
            }
        }
    }

    // The sums of a superposition with the weights that the distances after a motion give.
    private void Sum(RigidMotion motion, double[] moved, Span<double> sums)
    {
        ReadOnlySpan<Vector512<double>> px = Lane(_rest, 0), py = Lane(_rest, 1), pz = Lane(_rest, 2), share = Lane(_rest, 3);
        ReadOnlySpan<Vector512<double>> qx = Lane(moved, 0), qy = Lane(moved, 1), qz = Lane(moved, 2);
        Span<Vector512<double>> partial = stackalloc Vector512<double>[Superposition.Sums];
        partial.Clear();
        Rotation r = motion.Rotation;
        for (int i = 0; i < px.Length; i++)
        {
            Vector512<double> x = px[i], y = py[i], z = pz[i], u = qx[i], v = qy[i], w = qz[i];
            Vector512<double> dx = u - (r.M00 * x + r.M01 * y + r.M02 * z + Vector512.Create(motion.X));
            Vector512<double> dy = v - (r.M10 * x + r.M11 * y + r.M12 * z + Vector512.Create(motion.Y));
            Vector512<double> dz = w - (r.M20 * x + r.M21 * y + r.M22 * z + Vector512.Create(motion.Z));
            Vector512<double> weight = share[i] / Vector512.Sqrt(dx * dx + dy * dy + dz * dz + Vector512.Create(Smoothing * Smoothing));
            partial[0] += weight;
            (partial[1], partial[2], partial[3]) = (partial[1] + weight * x, partial[2] + weight * y, partial[3] + weight * z);
            (u, v, w) = (weight * u, weight * v, weight * w);
            (partial[4], partial[5], partial[6]) = (partial[4] + u, partial[5] + v, partial[6] + w);
            (partial[7], partial[8], partial[9]) = (partial[7] + u * x, partial[8] + u * y, partial[9] + u * z);
            (partial[10], partial[11], partial[12]) = (partial[10] + v * x, partial[11] + v * y, partial[12] + v * z);
            (partial[13], partial[14], partial[15]) = (partial[13] + w * x, partial[14] + w * y, partial[15] + w * z);
        }
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = Vector512.Sum(partial[i]);
        }
    }

    private ReadOnlySpan<Vector512<double>> Lane(double[] values, int row) => MemoryMarshal.Cast<double, Vector512<double>>(values.AsSpan(row * _padded, _padded));

    // A bound on how far the two motions take any vertex apart, Å.
    private double Difference(RigidMotion a, RigidMotion b)
    {
        Rotation r = a.Rotation, s = b.Rotation;
        ReadOnlySpan<double> turn = [r.M00 - s.M00, r.M01 - s.M01, r.M02 - s.M02, r.M10 - s.M10, r.M11 - s.M11, r.M12 - s.M12, r.M20 - s.M20, r.M21 - s.M21, r.M22 - s.M22];
        ReadOnlySpan<double> shift = [a.X - b.X, a.Y - b.Y, a.Z - b.Z];
        return Length(turn) * _reach + Length(shift);

        static double Length(ReadOnlySpan<double> vector)
        {
            double square = 0;
            foreach (double value in vector)
            {
                square += value * value;
            }
            return Math.Sqrt(square);
        }
    }
}
