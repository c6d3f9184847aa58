using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Priors;

/// <summary>Computes the derivatives of E = Σ_j w_j ‖D − R‖² along some motions of the mesh, a tetrahedron a lane; called through <see cref="RigidityPrior"/>.</summary>
/// <remarks>
/// With the change D_k of D along motion k, ∂E/∂k = 2w⟨D − R, D_k⟩. The second derivatives are its differences over a step h, symmetric:
/// half of 2w⟨(D − R)(D + hD_k) − (D − R)(D), D_l⟩/h, and half of the same with k and l exchanged. D is linear in the positions, so that the motions are read once,
/// and no force is added up at a vertex.
/// </remarks>
internal static unsafe class RigidityCurvature<TLane>
    where TLane : unmanaged, IQuadLane<TLane>
{
    // Floats of a motion's D_k, and of its slope.
    private const int RowFloats = 10 * RigidityPlan.Group;

    /// <summary>Returns E; adds scale·∂E/∂k and scale·∂²E/∂k∂l to slopes and curvatures.</summary>
    /// <param name="positions">[vertex][x, y, z, –].</param>
    /// <param name="motions">[motion][vertex][x, y, z, –]: velocities, Å for one unit.</param>
    /// <param name="motionFloats">Floats of one motion.</param>
    /// <param name="step">h.</param>
    /// <param name="slopes">[k].</param>
    /// <param name="curvatures">[k][l].</param>
    /// <param name="lanes">Working memory of <see cref="RigidityPlan.CurvatureFloats"/>.</param>
    public static double Sum(
        int paddedCount, float* inverseEdges, float* weights, int* offsets, float* positions, float* motions, int motionFloats, float step, double scale,
        Span<double> slopes, Span<double> curvatures, float* lanes)
    {
        double energy = 0;
        int count = slopes.Length;
        float* sums = lanes + 18 * RigidityPlan.Group, deformation = lanes + RigidityPlan.LaneFloats, moved = deformation + 9 * RigidityPlan.Group, rows = moved + 9 * RigidityPlan.Group;
        for (int cell = 0; cell < paddedCount; cell += TLane.Width)
        {
            TLane weight = TLane.Load(weights + cell);
            RigidityKernel<TLane>.Deform(inverseEdges + cell, offsets + cell, paddedCount, positions, deformation);
            RigidityKernel<TLane>.Strain(deformation, lanes);
            TLane.Store(sums, weight * RigidityKernel<TLane>.Product(lanes, lanes));
            energy += RigidityKernel<TLane>.Total(sums);
            for (int k = 0; k < count; k++)
            {
                float* row = rows + k * RowFloats;
                RigidityKernel<TLane>.Deform(inverseEdges + cell, offsets + cell, paddedCount, motions + k * motionFloats, row);
                TLane slope = RigidityKernel<TLane>.Product(lanes, row);
                TLane.Store(row + 9 * TLane.Width, slope);
                slopes[k] += 2 * scale * TLane.Sum(weight * slope);
            }
            for (int k = 0; k < count; k++)
            {
                Move(deformation, rows + k * RowFloats, step, moved);
                RigidityKernel<TLane>.Strain(moved, lanes);
                for (int l = 0; l < count; l++)
                {
                    float* row = rows + l * RowFloats;
                    double bend = scale / step * TLane.Sum(weight * (RigidityKernel<TLane>.Product(lanes, row) - TLane.Load(row + 9 * TLane.Width)));
                    curvatures[k * count + l] += bend;
                    curvatures[l * count + k] += bend;
                }
            }
        }
        return energy;
    }

    private static void Move(float* deformation, float* change, float step, float* moved)
    {
        TLane h = TLane.All(step);
        for (int at = 0; at < 9 * TLane.Width; at += TLane.Width)
        {
            TLane.Store(moved + at, TLane.Fma(h, TLane.Load(change + at), TLane.Load(deformation + at)));
        }
    }
}
