using System.Runtime.CompilerServices;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Priors;

/// <summary>Computes the derivatives of E = Σ_j w_j ‖D − R‖² along some motions of the mesh to second order, a tetrahedron a lane; called through <see cref="RigidityPrior"/>.</summary>
/// <remarks>
/// With D = RS, S symmetric, and the change D_k of D along motion k: ∂E/∂k = 2w⟨D − R, D_k⟩ and ∂²E/∂k∂l = 2w(⟨D_k, D_l⟩ − ω_k·a_l). Here a_k is the axial vector of
/// RᵀD_k − D_kᵀR, and R turns by ω_k = (tr S − S)⁻¹a_k: the antisymmetric part of RᵀdD = RᵀdR·S + dS. The inverse is bounded where a tetrahedron
/// is about to turn inside out, so that two of its singular values cancel; there the energy has a kink.
/// </remarks>
internal static unsafe class RigidityCurvature<TLane>
    where TLane : unmanaged, IQuadLane<TLane>
{
    // The least det(tr S − S): 8 at rest.
    private const float LeastDeterminant = 0.05f;

    // Floats of a motion's D_k, a_k and ω_k.
    private const int RowFloats = 15 * RigidityPlan.Group;

    /// <summary>Returns E; adds scale·∂E/∂k and scale·∂²E/∂k∂l to slopes and curvatures.</summary>
    /// <param name="positions">[vertex][x, y, z, –].</param>
    /// <param name="motions">[motion][vertex][x, y, z, –]: velocities, Å for one unit.</param>
    /// <param name="motionFloats">Floats of one motion.</param>
    /// <param name="slopes">[k].</param>
    /// <param name="curvatures">[k][l].</param>
    /// <param name="lanes">Working memory of <see cref="RigidityPlan.CurvatureFloats"/>.</param>
    public static double Sum(
        int paddedCount, float* inverseEdges, float* weights, int* offsets, float* positions, float* motions, int motionFloats, double scale,
        Span<double> slopes, Span<double> curvatures, float* lanes)
    {
        double energy = 0;
        int count = slopes.Length;
        float* sums = lanes + 18 * RigidityPlan.Group, inverse = lanes + RigidityPlan.LaneFloats, rows = inverse + 6 * RigidityPlan.Group;
        for (int cell = 0; cell < paddedCount; cell += TLane.Width)
        {
            RigidityKernel<TLane>.Strain(inverseEdges + cell, offsets + cell, paddedCount, positions, lanes);
            TLane weight = TLane.Load(weights + cell);
            TLane.Store(sums, weight * RigidityKernel<TLane>.Product(lanes, lanes));
            energy += RigidityKernel<TLane>.Total(sums);
            Invert(lanes, inverse);
            for (int k = 0; k < count; k++)
            {
                float* row = rows + k * RowFloats, turn = row + 12 * TLane.Width;
                Move(inverseEdges + cell, offsets + cell, paddedCount, motions + k * motionFloats, RigidityKernel<TLane>.Rotations(lanes), inverse, row);
                slopes[k] += 2 * scale * TLane.Sum(weight * RigidityKernel<TLane>.Product(lanes, row));
                for (int l = 0; l <= k; l++)
                {
                    float* other = rows + l * RowFloats;
                    double bend = 2 * scale * TLane.Sum(weight * (RigidityKernel<TLane>.Product(row, other) - Dot(turn, other + 9 * TLane.Width)));
                    curvatures[k * count + l] += bend;
                    curvatures[l * count + k] += l < k ? bend : 0;
                }
            }
        }
        return energy;
    }

    // Computes (tr S − S)⁻¹ with S = RᵀD = 1 + Rᵀ(D − R): elements 00, 01, 02, 11, 12, 22.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Invert(float* strain, float* inverse)
    {
        int width = TLane.Width;
        float* rotation = RigidityKernel<TLane>.Rotations(strain);
        TLane one = TLane.All(1), zero = TLane.All(0);
        TLane s00 = one + Column(rotation, 0, strain, 0), s11 = one + Column(rotation, 1, strain, 1), s22 = one + Column(rotation, 2, strain, 2);
        TLane m00 = s11 + s22, m11 = s00 + s22, m22 = s00 + s11;
        TLane m01 = zero - Column(rotation, 0, strain, 1), m02 = zero - Column(rotation, 0, strain, 2), m12 = zero - Column(rotation, 1, strain, 2);
        TLane c00 = m11 * m22 - m12 * m12, c01 = m02 * m12 - m01 * m22, c02 = m01 * m12 - m02 * m11;
        TLane determinant = TLane.Fma(m02, c02, TLane.Fma(m01, c01, m00 * c00));
        TLane factor = one / TLane.Max(determinant, TLane.All(LeastDeterminant));
        TLane.Store(inverse, factor * c00);
        TLane.Store(inverse + width, factor * c01);
        TLane.Store(inverse + 2 * width, factor * c02);
        TLane.Store(inverse + 3 * width, factor * (m00 * m22 - m02 * m02));
        TLane.Store(inverse + 4 * width, factor * (m01 * m02 - m00 * m12));
        TLane.Store(inverse + 5 * width, factor * (m00 * m11 - m01 * m01));
    }

    // Computes D_k, a_k and ω_k.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Move(float* inverseEdges, int* corners, int stride, float* motion, float* rotation, float* inverse, float* row)
    {
        int width = TLane.Width;
        RigidityKernel<TLane>.Deformation(
            inverseEdges, corners, stride, motion,
            out TLane d00, out TLane d01, out TLane d02, out TLane d10, out TLane d11, out TLane d12, out TLane d20, out TLane d21, out TLane d22);
        RigidityKernel<TLane>.Store(row, d00, d01, d02, d10, d11, d12, d20, d21, d22);
        TLane a = Column(rotation, 2, row, 1) - Column(rotation, 1, row, 2), b = Column(rotation, 0, row, 2) - Column(rotation, 2, row, 0), c = Column(rotation, 1, row, 0) - Column(rotation, 0, row, 1);
        TLane i00 = TLane.Load(inverse), i01 = TLane.Load(inverse + width), i02 = TLane.Load(inverse + 2 * width);
        TLane i11 = TLane.Load(inverse + 3 * width), i12 = TLane.Load(inverse + 4 * width), i22 = TLane.Load(inverse + 5 * width);
        TLane.Store(row + 9 * width, a);
        TLane.Store(row + 10 * width, b);
        TLane.Store(row + 11 * width, c);
        TLane.Store(row + 12 * width, RigidityKernel<TLane>.Dot(i00, a, i01, b, i02, c));
        TLane.Store(row + 13 * width, RigidityKernel<TLane>.Dot(i01, a, i11, b, i12, c));
        TLane.Store(row + 14 * width, RigidityKernel<TLane>.Dot(i02, a, i12, b, i22, c));
    }

    // Element (i, j) of aᵀb.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Column(float* a, int i, float* b, int j)
    {
        int width = TLane.Width;
        a += i * width;
        b += j * width;
        return RigidityKernel<TLane>.Dot(TLane.Load(a), TLane.Load(b), TLane.Load(a + 3 * width), TLane.Load(b + 3 * width), TLane.Load(a + 6 * width), TLane.Load(b + 6 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Dot(float* a, float* b) =>
        RigidityKernel<TLane>.Dot(TLane.Load(a), TLane.Load(b), TLane.Load(a + TLane.Width), TLane.Load(b + TLane.Width), TLane.Load(a + 2 * TLane.Width), TLane.Load(b + 2 * TLane.Width));
}
