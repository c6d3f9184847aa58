using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Flex3D.Stages.Engine.Lanes;

namespace Flex3D.Stages.Engine.Rigidity;

/// <summary>Eqs. 5-6 and their gradient at one vector width, a tetrahedron a lane; <see cref="RigidityEnergy"/> is the door.</summary>
internal static unsafe class RigidityKernel<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    /// <summary>Below this determinant Newton's iteration is slow or goes to a reflection.</summary>
    private const float SmallestDeterminant = 0.02f;

    /// <summary>‖step‖² after which one more step would change nothing: the iteration squares its error.</summary>
    private const float SmallestStep = 1e-7f;

    private const int Iterations = 12;

    /// <param name="positions">[vertex][x, y, z, –].</param>
    /// <param name="gradients">[vertex][x, y, z, –], added to; null for the energy alone.</param>
    /// <param name="lanes">Working memory of <see cref="RigidityScratch.Lanes"/>.</param>
    public static double Sum(
        int paddedCount, float* inverseEdges, float* weights, int* offsets, float* positions, float* gradients, float gradientScale, float* lanes)
    {
        double energy = 0;
        float* energies = lanes + 20 * RigidityPlan.Group;
        for (int cell = 0; cell < paddedCount; cell += TLane.Width)
        {
            Matrix3<TLane> inverse = Matrix3<TLane>.Load(inverseEdges + cell, paddedCount);
            Matrix3<TLane> d = Deformation(positions, offsets + cell, paddedCount, inverse);
            Matrix3<TLane> r = Rotation(d, lanes);
            Matrix3<TLane> strain = Matrix3<TLane>.Difference(d, r);
            TLane weight = TLane.Load(weights + cell);
            TLane.Store(energies, weight * Matrix3<TLane>.Dot(strain, strain));
            for (int lane = 0; lane < TLane.Width; lane++)
            {
                energy += energies[lane];
            }
            if (gradients != null)
            {
                Scatter(strain, weight * TLane.All(2 * gradientScale), inverse, offsets + cell, paddedCount, gradients, energies);
            }
        }
        return energy;
    }

    /// <summary>D = [y1−y0, y2−y0, y3−y0]·[x1−x0, x2−x0, x3−x0]⁻¹ (eq. 5).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Matrix3<TLane> Deformation(float* positions, int* offsets, int stride, in Matrix3<TLane> inverse)
    {
        TLane.LoadQuads(positions, offsets, out TLane x0, out TLane y0, out TLane z0, out _);
        TLane.LoadQuads(positions, offsets + stride, out TLane x1, out TLane y1, out TLane z1, out _);
        TLane.LoadQuads(positions, offsets + 2 * stride, out TLane x2, out TLane y2, out TLane z2, out _);
        TLane.LoadQuads(positions, offsets + 3 * stride, out TLane x3, out TLane y3, out TLane z3, out _);
        (x1, x2, x3) = (x1 - x0, x2 - x0, x3 - x0);
        (y1, y2, y3) = (y1 - y0, y2 - y0, y3 - y0);
        (z1, z2, z3) = (z1 - z0, z2 - z0, z3 - z0);
        return new()
        {
            A00 = Dot(x1, inverse.A00, x2, inverse.A10, x3, inverse.A20),
            A01 = Dot(x1, inverse.A01, x2, inverse.A11, x3, inverse.A21),
            A02 = Dot(x1, inverse.A02, x2, inverse.A12, x3, inverse.A22),
            A10 = Dot(y1, inverse.A00, y2, inverse.A10, y3, inverse.A20),
            A11 = Dot(y1, inverse.A01, y2, inverse.A11, y3, inverse.A21),
            A12 = Dot(y1, inverse.A02, y2, inverse.A12, y3, inverse.A22),
            A20 = Dot(z1, inverse.A00, z2, inverse.A10, z3, inverse.A20),
            A21 = Dot(z1, inverse.A01, z2, inverse.A11, z3, inverse.A21),
            A22 = Dot(z1, inverse.A02, z2, inverse.A12, z3, inverse.A22),
        };
    }

    /// <summary>Newton's iteration R ← ½(R + R⁻ᵀ) from D, and <see cref="NearestRotation"/> for the lanes it does not suit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Matrix3<TLane> Rotation(in Matrix3<TLane> d, float* lanes)
    {
        TLane half = TLane.All(0.5f), tolerance = TLane.All(SmallestStep), first = default, step = default;
        Matrix3<TLane> r = d;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Matrix3<TLane> cofactors = r.Cofactors();
            TLane determinant = TLane.Fma(r.A02, cofactors.A02, TLane.Fma(r.A01, cofactors.A01, r.A00 * cofactors.A00));
            first = iteration == 0 ? determinant : first;
            Matrix3<TLane> next = Matrix3<TLane>.Mix(half, r, half / determinant, cofactors);
            Matrix3<TLane> change = Matrix3<TLane>.Difference(next, r);
            step = Matrix3<TLane>.Dot(change, change);
            r = next;
            if (TLane.AllLess(step, tolerance))
            {
                break;
            }
        }
        if (TLane.AllLess(step, tolerance) && TLane.AllLess(TLane.All(SmallestDeterminant), first))
        {
            return r;
        }
        float* from = lanes, to = lanes + 9 * RigidityPlan.Group, determinants = to + 9 * RigidityPlan.Group, steps = determinants + RigidityPlan.Group;
        d.Store(from, TLane.Width);
        r.Store(to, TLane.Width);
        TLane.Store(determinants, first);
        TLane.Store(steps, step);
        for (int lane = 0; lane < TLane.Width; lane++)
        {
            if (!(determinants[lane] > SmallestDeterminant && steps[lane] < SmallestStep))
            {
                FindCarefully(from + lane, to + lane);
            }
        }
        return Matrix3<TLane>.Load(to, TLane.Width);
    }

    private static void FindCarefully(float* from, float* to)
    {
        Span<double> d = stackalloc double[9], r = stackalloc double[9];
        for (int k = 0; k < 9; k++)
        {
            d[k] = from[k * TLane.Width];
        }
        NearestRotation.Find(d, r);
        for (int k = 0; k < 9; k++)
        {
            to[k * TLane.Width] = (float)r[k];
        }
    }

    /// <summary>∂E/∂y_k = Σ_j 2w(D − R)_ij (edges⁻¹)_kj for k = 1, 2, 3; vertex 0 takes what makes the forces sum to nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scatter(in Matrix3<TLane> strain, TLane factor, in Matrix3<TLane> inverse, int* offsets, int stride, float* gradients, float* quads)
    {
        TLane zero = TLane.All(0);
        TLane x1 = factor * Dot(strain.A00, inverse.A00, strain.A01, inverse.A01, strain.A02, inverse.A02);
        TLane y1 = factor * Dot(strain.A10, inverse.A00, strain.A11, inverse.A01, strain.A12, inverse.A02);
        TLane z1 = factor * Dot(strain.A20, inverse.A00, strain.A21, inverse.A01, strain.A22, inverse.A02);
        TLane x2 = factor * Dot(strain.A00, inverse.A10, strain.A01, inverse.A11, strain.A02, inverse.A12);
        TLane y2 = factor * Dot(strain.A10, inverse.A10, strain.A11, inverse.A11, strain.A12, inverse.A12);
        TLane z2 = factor * Dot(strain.A20, inverse.A10, strain.A21, inverse.A11, strain.A22, inverse.A12);
        TLane x3 = factor * Dot(strain.A00, inverse.A20, strain.A01, inverse.A21, strain.A02, inverse.A22);
        TLane y3 = factor * Dot(strain.A10, inverse.A20, strain.A11, inverse.A21, strain.A12, inverse.A22);
        TLane z3 = factor * Dot(strain.A20, inverse.A20, strain.A21, inverse.A21, strain.A22, inverse.A22);
        TLane.StoreQuads(quads, zero - (x1 + x2 + x3), zero - (y1 + y2 + y3), zero - (z1 + z2 + z3), zero);
        AddQuads(gradients, offsets, quads);
        TLane.StoreQuads(quads, x1, y1, z1, zero);
        AddQuads(gradients, offsets + stride, quads);
        TLane.StoreQuads(quads, x2, y2, z2, zero);
        AddQuads(gradients, offsets + 2 * stride, quads);
        TLane.StoreQuads(quads, x3, y3, z3, zero);
        AddQuads(gradients, offsets + 3 * stride, quads);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddQuads(float* to, int* offsets, float* quads)
    {
        for (int lane = 0; lane < TLane.Width; lane++)
        {
            float* at = to + offsets[lane];
            (Vector128.Load(at) + Vector128.Load(quads + 4 * lane)).Store(at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Dot(TLane a0, TLane b0, TLane a1, TLane b1, TLane a2, TLane b2) => TLane.Fma(a2, b2, TLane.Fma(a1, b1, a0 * b0));
}
