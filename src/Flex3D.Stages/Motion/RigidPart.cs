using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Motion;

/// <summary>Finds the rigid part of a flow f of a model, and the internal flow that is left without it.</summary>
/// <remarks>
/// The rigid part is the rotation R and shift t that minimise Σ_v a_v |X_v + f_v − (R X_v + t)|², and the internal flow is Rᵀ(X + f − t) − X.
/// The weights a_v = w_v / (σ_v² + δ²) are the same for all particles: w_v is the density of vertex v, and σ_v² the variance of its
/// internal flow over the particles, which are found in turns (Theobald &amp; Wuttke, PNAS 103, 18521, 2006). The part of the molecule that keeps its
/// shape therefore stays in place, and is not turned against a part that swings, however long the lever of that part; and as no
/// weight depends on the latent, neighbouring conformations have neighbouring rigid parts. A flow that holds part of the mesh still
/// (<see cref="TetrahedralMesh.Mobility"/> 0) has no rigid part: what must not move says where the molecule is. Nor has a
/// flow of which the whole is motion (<see cref="FlexModel.WholeMoves"/>). Thread-safe; the order of summation is fixed.
/// </remarks>
public sealed class RigidPart
{
    /// <summary>δ, Å: vertices that move by less count as still.</summary>
    private const double Still = 0.1;

    /// <summary>A rigid part that moves no vertex farther than this, Å, is none.</summary>
    private const double Nothing = 1e-4;

    private const int Lanes = 8, MostSampled = 256, MostSampledValues = 2 << 20, MostTurns = 100;
    private readonly float[] _vertices;
    private readonly int[] _used;
    private readonly double[] _rest; // [x, y, z, weight][padded vertex]; padding has weight 0
    private readonly int _padded;
    private readonly double _reach;
    private readonly double[] _sums = new double[Superposition.Sums]; // of the vertices at rest on themselves

    // weights: of each vertex, ≥ 0; those with 0 are left out.
    internal RigidPart(float[] vertices, double[] weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(3 * weights.Length, vertices.Length, nameof(vertices));
        _vertices = vertices;
        _used = [.. Enumerable.Range(0, weights.Length).Where(v => weights[v] > 0)];
        _padded = (_used.Length + Lanes - 1) / Lanes * Lanes;
        _rest = new double[4 * _padded];
        double total = _used.Sum(v => weights[v]);
        foreach ((int i, int v) in _used.Index())
        {
            double square = 0;
            for (int axis = 0; axis < 3; axis++)
            {
                double at = vertices[3 * v + axis];
                _rest[axis * _padded + i] = at;
                square += at * at;
            }
            _rest[3 * _padded + i] = weights[v] / total;
            _reach = Math.Max(_reach, Math.Sqrt(square));
        }
        Sum(_rest, _sums);
    }

    /// <summary>Finds the weights of a model's vertices, from a sample of its particles.</summary>
    /// <param name="model">The model, with the latents of its particles.</param>
    /// <param name="density">Density bound to each vertex; only those with more than 0 count.</param>
    public static RigidPart Of(FlexModel model, float[] density)
    {
        float[] vertices = model.Mesh.Vertices;
        double[] weights = [.. density.Select(d => Math.Max(0.0, d))];
        var found = new RigidPart(vertices, weights);
        if (!model.Moves)
        {
            return found;
        }
        if (model.WholeMoves || model.Mesh.Mobility.Contains(0f))
        {
            return new RigidPart(vertices, new double[weights.Length]);
        }
        int k = model.Flow.LatentDimension, length = vertices.Length, rows = Math.Min(model.ParticleCount, Math.Clamp(MostSampledValues / length, 1, MostSampled));
        float[] latents = [.. Enumerable.Range(0, rows).SelectMany(i => model.Latents.Skip((int)((long)i * model.ParticleCount / rows) * k).Take(k))];
        float[] flows = new float[rows * length], flow = new float[length];
        new FlowField(model).Flows(latents, rows, flows);
        double[] variance = new double[density.Length];
        for (int turn = 0; turn < MostTurns; turn++)
        {
            double[] before = variance;
            variance = Variance(found);
            found = new RigidPart(vertices, [.. weights.Select((weight, v) => weight / (variance[v] + Still * Still))]);
            if (turn > 0 && Enumerable.Range(0, variance.Length).All(v => Math.Abs(variance[v] - before[v]) <= 1e-3 * (variance[v] + Still * Still)))
            {
                break;
            }
        }
        return found;

        double[] Variance(RigidPart rigid)
        {
            double[] sum = new double[length], squares = new double[density.Length], result = new double[density.Length];
            for (int row = 0; row < rows; row++)
            {
                flows.AsSpan(row * length, length).CopyTo(flow);
                _ = rigid.Remove(flow);
                for (int i = 0; i < length; i++)
                {
                    sum[i] += flow[i];
                    squares[i % density.Length] += (double)flow[i] * flow[i];
                }
            }
            for (int v = 0; v < result.Length; v++)
            {
                double mean = 0;
                for (int axis = 0; axis < 3; axis++)
                {
                    mean += sum[axis * density.Length + v] / rows * (sum[axis * density.Length + v] / rows);
                }
                result[v] = Math.Max(0, squares[v] / rows - mean);
            }
            return result;
        }
    }

    /// <summary>Returns the rigid part of a flow; the identity where it moves no vertex by more than 0.0001 Å.</summary>
    /// <param name="flow">[x, y, z][vertex], Å.</param>
    public RigidMotion Of(ReadOnlySpan<float> flow)
    {
        double[] moved = ArrayPool<double>.Shared.Rent(3 * _padded);
        Span<double> sums = stackalloc double[Superposition.Sums];
        Place(flow, moved);
        Sum(moved, sums);
        ArrayPool<double>.Shared.Return(moved);
        return Found(sums);
    }

    private RigidMotion Found(ReadOnlySpan<double> sums)
    {
        RigidMotion found = Superposition.Of(sums);
        return FarthestFromRest(found) < Nothing ? RigidMotion.Identity : found;
    }

    /// <summary>The functionals of a flow f from which its rigid part follows, [x, y, z][vertex] each: Σ_v a_v f_v (3), then Σ_v a_v f_v X_vᵀ (9, row-major).</summary>
    internal IReadOnlyList<double[]> Functionals()
    {
        int count = _vertices.Length / 3;
        double[][] functionals = [.. Enumerable.Range(0, 12).Select(_ => new double[3 * count])];
        foreach ((int i, int v) in _used.Index())
        {
            double weight = _rest[3 * _padded + i];
            for (int axis = 0; axis < 3; axis++)
            {
                functionals[axis][axis * count + v] = weight;
                for (int other = 0; other < 3; other++)
                {
                    functionals[3 + 3 * axis + other][axis * count + v] = weight * _rest[other * _padded + i];
                }
            }
        }
        return functionals;
    }

    /// <summary>Returns the rigid part of a flow, given by its <see cref="Functionals"/>.</summary>
    internal RigidMotion OfFunctionals(ReadOnlySpan<double> values)
    {
        Span<double> sums = stackalloc double[Superposition.Sums];
        _sums.CopyTo(sums);
        for (int i = 0; i < values.Length; i++)
        {
            sums[4 + i] += values[i];
        }
        return Found(sums);
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
            for (int i = 0; i < _used.Length; i++)
            {
                to[i] = rest[i] + by[_used[i]];
            }
        }
    }

    private void Sum(double[] moved, Span<double> sums)
    {
        ReadOnlySpan<Vector512<double>> px = Lane(_rest, 0), py = Lane(_rest, 1), pz = Lane(_rest, 2), weight = Lane(_rest, 3);
        ReadOnlySpan<Vector512<double>> qx = Lane(moved, 0), qy = Lane(moved, 1), qz = Lane(moved, 2);
        Span<Vector512<double>> partial = stackalloc Vector512<double>[Superposition.Sums];
        partial.Clear();
        for (int i = 0; i < px.Length; i++)
        {
            Vector512<double> a = weight[i], x = px[i], y = py[i], z = pz[i], u = a * qx[i], v = a * qy[i], w = a * qz[i];
            (partial[0], partial[1], partial[2], partial[3]) = (partial[0] + a, partial[1] + a * x, partial[2] + a * y, partial[3] + a * z);
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

    // A bound on how far a motion takes any vertex from its place, Å.
    private double FarthestFromRest(RigidMotion motion)
    {
        Rotation r = motion.Rotation;
        ReadOnlySpan<double> turn = [r.M00 - 1, r.M01, r.M02, r.M10, r.M11 - 1, r.M12, r.M20, r.M21, r.M22 - 1];
        double square = 0;
        foreach (double value in turn)
        {
            square += value * value;
        }
        return Math.Sqrt(square) * _reach + Math.Sqrt(motion.X * motion.X + motion.Y * motion.Y + motion.Z * motion.Z);
    }
}
