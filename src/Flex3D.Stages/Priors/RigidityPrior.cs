using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Priors;

/// <summary>The rigidity prior of eqs. 5-6: E = Σ_j w_j Σ_ℓ (s_ℓ − 1)², s the singular values of each tetrahedron's deformation D; its strength is λ of eq. 7.</summary>
/// <remarks>
/// Computed as E = Σ_j w_j ‖D − R‖_F², R the nearest <em>rotation</em>. For det D &gt; 0 that is eq. 6 exactly. The paper's unsigned
/// singular values let a tetrahedron turn inside out at no cost; here R stays in SO(3), so an inverted one has its smallest
/// singular value counted as negative and costs (s + 1)², continuously through the flat state. The gradient is
/// 2 w_j (D − R)·(rest edges)⁻ᵀ, since the change of R is orthogonal to D − R. Positions that are not finite give an energy that is not.
/// Same inputs, same bits, on any thread of one machine; vector widths differ by rounding.
/// </remarks>
public sealed unsafe class RigidityPrior : IFlowPrior, ICurvedPrior
{
    /// <summary>The name of the prior, under which its strength is given.</summary>
    public const string Name = "rigidity";

    private readonly RigidityPlan _plan;
    private readonly LaneWidth _width;
    private readonly float[] _positions, _gradients; // [vertex][x, y, z, unused]
    private readonly float[] _lanes = new float[RigidityPlan.LaneFloats];
    private float[] _motions = [], _motionLanes = [];

    /// <exception cref="Faults.InputException">A cell has no volume, a vertex number is out of range, or a weight is negative or not finite.</exception>
    public RigidityPrior(TetrahedralMesh mesh)
        : this(mesh, LaneWidths.Best) { }

    internal RigidityPrior(TetrahedralMesh mesh, LaneWidth width)
    {
        if (!LaneWidths.IsSupported(width))
        {
            throw new PlatformNotSupportedException($"this processor has no vectors of {(int)width} floats");
        }
        (_plan, _width) = (RigidityPlan.Create(mesh), width);
        (_positions, _gradients) = (new float[4 * mesh.VertexCount], new float[4 * mesh.VertexCount]);
    }

    public long Bytes => _plan.Bytes + sizeof(float) * ((long)_positions.Length + _gradients.Length);

    /// <inheritdoc/>
    public double EnergyAndGradient(ReadOnlySpan<float> deformed, Span<float> gradient, double strength)
    {
        int count = _plan.VertexCount;
        CheckLength(3 * count, deformed.Length);
        CheckLength(gradient.IsEmpty ? 0 : 3 * count, gradient.Length);
        float[] positions = _positions, gradients = _gradients;
        ToQuads(deformed, positions);
        double energy;
        Array.Clear(gradients);
        fixed (float* inverse = _plan.InverseEdges, weights = _plan.Weights, at = positions, to = gradients, lanes = _lanes)
        fixed (int* offsets = _plan.Offsets)
        {
            float* forces = gradient.IsEmpty ? null : to;
            energy = _width switch
            {
                LaneWidth.Sixteen => RigidityKernel<Lane512>.Sum(_plan.PaddedCount, inverse, weights, offsets, at, forces, (float)strength, lanes),
                LaneWidth.Eight => RigidityKernel<Lane256>.Sum(_plan.PaddedCount, inverse, weights, offsets, at, forces, (float)strength, lanes),
                _ => RigidityKernel<Lane128>.Sum(_plan.PaddedCount, inverse, weights, offsets, at, forces, (float)strength, lanes),
            };
        }
        if (!gradient.IsEmpty)
        {
            Span<float> gradientX = gradient[..count], gradientY = gradient.Slice(count, count), gradientZ = gradient.Slice(2 * count, count);
            for (int v = 0; v < gradientX.Length; v++)
            {
                gradientX[v] += gradients[4 * v];
                gradientY[v] += gradients[4 * v + 1];
                gradientZ[v] += gradients[4 * v + 2];
            }
        }
        return energy;
    }

    long ICurvedPrior.BytesAlong(int motions) => sizeof(float) * ((long)motions * 4 * _plan.VertexCount + RigidityPlan.CurvatureFloats(motions));

    double ICurvedPrior.Along(ReadOnlySpan<float> deformed, ReadOnlySpan<float> motions, int stride, float step, Span<double> slopes, Span<double> curvatures, double strength)
    {
        int count = _plan.VertexCount, quads = 4 * count;
        CheckLength(3 * count, deformed.Length);
        if (_motions.Length < slopes.Length * quads)
        {
            (_motions, _motionLanes) = (new float[slopes.Length * quads], new float[RigidityPlan.CurvatureFloats(slopes.Length)]);
        }
        ToQuads(deformed, _positions);
        for (int k = 0; k < slopes.Length; k++)
        {
            ToQuads(motions.Slice(k * stride, 3 * count), _motions.AsSpan(k * quads, quads));
        }
        fixed (float* inverse = _plan.InverseEdges, weights = _plan.Weights, at = _positions, along = _motions, lanes = _motionLanes)
        fixed (int* offsets = _plan.Offsets)
        {
            return _width switch
            {
                LaneWidth.Sixteen => RigidityCurvature<Lane512>.Sum(_plan.PaddedCount, inverse, weights, offsets, at, along, quads, step, strength, slopes, curvatures, lanes),
                LaneWidth.Eight => RigidityCurvature<Lane256>.Sum(_plan.PaddedCount, inverse, weights, offsets, at, along, quads, step, strength, slopes, curvatures, lanes),
                _ => RigidityCurvature<Lane128>.Sum(_plan.PaddedCount, inverse, weights, offsets, at, along, quads, step, strength, slopes, curvatures, lanes),
            };
        }
    }

    // From [x, y, z][vertex] to [vertex][x, y, z, –].
    private static void ToQuads(ReadOnlySpan<float> axes, Span<float> quads)
    {
        int count = axes.Length / 3;
        ReadOnlySpan<float> x = axes[..count], y = axes.Slice(count, count), z = axes.Slice(2 * count, count);
        for (int v = 0; v < x.Length; v++)
        {
            (quads[4 * v], quads[4 * v + 1], quads[4 * v + 2]) = (x[v], y[v], z[v]);
        }
    }

    private static void CheckLength(int expected, int found)
    {
        if (found != expected)
        {
            throw new ArgumentException($"{found} coordinates; expected {expected}");
        }
    }
}
