using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Rigidity;

/// <summary>The rigidity prior of eqs. 5-6: E = λ Σ_j w_j Σ_ℓ (s_ℓ − 1)², s the singular values of each tetrahedron's deformation D, and its gradient.</summary>
/// <remarks>
/// Computed as E = λ Σ_j w_j ‖D − R‖_F², R the nearest <em>rotation</em>. For det D &gt; 0 that is eq. 6 exactly. The paper's unsigned
/// singular values let a tetrahedron turn inside out for nothing; here R stays in SO(3), so an inverted one has its smallest
/// singular value counted as negative and pays (s + 1)² for it, continuously through the flat state. The gradient is
/// 2 λ w_j (D − R)·(rest edges)⁻ᵀ, R's own change being at right angles to D − R. Positions that are not finite give an energy that is not.
/// Same inputs, same bits, on any thread of one machine; vector widths differ by rounding.
/// </remarks>
public static unsafe class RigidityEnergy
{
    /// <param name="x">Deformed positions of the mesh's vertices, Å; anchors of a splat plan left out.</param>
    /// <param name="gradientX">∂E/∂x of every vertex, added to; all three empty for the energy alone.</param>
    /// <param name="scale">λ: multiplies the energy and the gradient.</param>
    /// <returns>λ Σ_j w_j ‖D − R‖².</returns>
    public static double EnergyAndGradient(
        RigidityPlan plan, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z,
        Span<float> gradientX, Span<float> gradientY, Span<float> gradientZ, double scale, RigidityScratch scratch)
    {
        bool wanted = gradientX.Length > 0;
        CheckLengths(plan.VertexCount, x.Length, y.Length, z.Length);
        CheckLengths(wanted ? plan.VertexCount : 0, gradientX.Length, gradientY.Length, gradientZ.Length);
        float[] positions = scratch.Positions(plan.VertexCount), gradients = scratch.Gradients(plan.VertexCount);
        for (int v = 0; v < x.Length; v++)
        {
            (positions[4 * v], positions[4 * v + 1], positions[4 * v + 2]) = (x[v], y[v], z[v]);
        }
        double energy;
        Array.Clear(gradients);
        fixed (float* inverse = plan.InverseEdges, weights = plan.Weights, at = positions, to = gradients, lanes = scratch.Lanes)
        fixed (int* offsets = plan.Offsets)
        {
            float* gradient = wanted ? to : null;
            energy = scratch.Width switch
            {
                LaneWidth.Sixteen => RigidityKernel<Lane512>.Sum(plan.PaddedCount, inverse, weights, offsets, at, gradient, (float)scale, lanes),
                LaneWidth.Eight => RigidityKernel<Lane256>.Sum(plan.PaddedCount, inverse, weights, offsets, at, gradient, (float)scale, lanes),
                _ => RigidityKernel<Lane128>.Sum(plan.PaddedCount, inverse, weights, offsets, at, gradient, (float)scale, lanes),
            };
        }
        for (int v = 0; v < gradientX.Length; v++)
        {
            gradientX[v] += gradients[4 * v];
            gradientY[v] += gradients[4 * v + 1];
            gradientZ[v] += gradients[4 * v + 2];
        }
        return scale * energy;
    }

    private static void CheckLengths(int expected, int x, int y, int z)
    {
        if (x != expected || y != expected || z != expected)
        {
            throw new ArgumentException($"axes have {x}, {y} and {z} elements; expected {expected} each");
        }
    }
}
