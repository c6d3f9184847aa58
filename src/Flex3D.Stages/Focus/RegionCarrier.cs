using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Focus;

/// <summary>Finds how a flow carries a region as a whole: the rotation R and shift t that minimise Σ_i w_i |x_i + f(x_i) − (R x_i + t)|² over its voxels.</summary>
/// <remarks>The flow is linear within cells, so that the sums over voxels are sums over vertices whose weights are computed once. Thread-safe; the order of summation is fixed.</remarks>
internal sealed class RegionCarrier
{
    private const int Width = 4;

    private readonly int[] _vertices;
    private readonly double[] _sums;   // Σ w; Σ w x (3); then of q = x where nothing moves: Σ w q (3), Σ w q xᵀ (9)
    private readonly double[] _weights; // of each vertex of the region: Σ w b, and Σ w b x (3), b its barycentric weight

    /// <param name="mesh">The mesh of the flow.</param>
    /// <param name="binding">The region's voxels, bound to the mesh; those of no cell do not move.</param>
    /// <param name="weights">w of each of these voxels, ≥ 0.</param>
    public RegionCarrier(TetrahedralMesh mesh, VoxelBinding binding, ReadOnlySpan<float> weights)
    {
        double[] all = new double[Width * mesh.VertexCount];
        _sums = new double[Superposition.Sums];
        int n = binding.Box;
        for (int i = 0; i < binding.Count; i++)
        {
            int voxel = binding.Voxels[i];
            double w = weights[i];
            Span<double> x = [Place(voxel % n), Place(voxel / n % n), Place(voxel / n / n)];
            Add(_sums, w, x);
            for (int corner = 0; corner < 4 && binding.Cells[i] >= 0; corner++)
            {
                double share = w * binding.Barycentric[4L * i + corner];
                Span<double> vertex = all.AsSpan(Width * mesh.Cells[4 * binding.Cells[i] + corner], Width);
                vertex[0] += share;
                for (int axis = 0; axis < 3; axis++)
                {
                    vertex[1 + axis] += share * x[axis];
                }
            }
        }
        _vertices = [.. Enumerable.Range(0, mesh.VertexCount).Where(v => all[Width * v] > 0)];
        _weights = [.. _vertices.SelectMany(v => all[(Width * v)..(Width * (v + 1))])];

        double Place(int index) => (index - n / 2) * binding.PixelSizeAngstrom;
    }

    /// <summary>Returns the motion of the region under a flow.</summary>
    /// <param name="flow">[x, y, z][vertex of the mesh], Å.</param>
    public RigidMotion Of(ReadOnlySpan<float> flow)
    {
        Span<double> sums = stackalloc double[Superposition.Sums];
        _sums.CopyTo(sums);
        int count = flow.Length / 3;
        for (int i = 0; i < _vertices.Length; i++)
        {
            ReadOnlySpan<double> vertex = _weights.AsSpan(Width * i, Width);
            for (int axis = 0; axis < 3; axis++)
            {
                double f = flow[axis * count + _vertices[i]];
                sums[4 + axis] += vertex[0] * f;
                for (int other = 0; other < 3; other++)
                {
                    sums[7 + 3 * axis + other] += vertex[1 + other] * f;
                }
            }
        }
        return Superposition.Of(sums);
    }

    private static void Add(Span<double> sums, double w, ReadOnlySpan<double> x)
    {
        sums[0] += w;
        for (int axis = 0; axis < 3; axis++)
        {
            sums[1 + axis] += w * x[axis];
            sums[4 + axis] += w * x[axis];
            for (int other = 0; other < 3; other++)
            {
                sums[7 + 3 * axis + other] += w * x[axis] * x[other];
            }
        }
    }
}
