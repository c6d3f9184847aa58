using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Priors;

/// <summary>Computes eqs. 5-6 and their gradient at one vector width, a tetrahedron a lane; called through <see cref="RigidityPrior"/>.</summary>
/// <remarks>Matrices are nine local variables and not a struct: the compiler keeps structs of more than four fields in memory.</remarks>
internal static unsafe class RigidityKernel<TLane>
    where TLane : unmanaged, IQuadLane<TLane>
{
    /// <param name="positions">[vertex][x, y, z, –].</param>
    /// <param name="gradients">[vertex][x, y, z, –], added to; null for the energy alone.</param>
    /// <param name="lanes">Working memory of <see cref="RigidityPlan.LaneFloats"/>.</param>
    public static double Sum(
        int paddedCount, float* inverseEdges, float* weights, int* offsets, float* positions, float* gradients, float gradientScale, float* lanes)
    {
        double energy = 0;
        float* energies = lanes + 18 * RigidityPlan.Group, forces = lanes + 20 * RigidityPlan.Group;
        for (int cell = 0; cell < paddedCount; cell += TLane.Width)
        {
            int* corners = offsets + cell;
            Deform(inverseEdges + cell, corners, paddedCount, positions, lanes);
            Strain(lanes, lanes);
            TLane weight = TLane.Load(weights + cell);
            TLane.Store(energies, weight * Product(lanes, lanes));
            energy += Total(energies);
            if (gradients != null)
            {
                Scatter(lanes, weight * TLane.All(2 * gradientScale), inverseEdges + cell, corners, paddedCount, gradients, forces);
            }
        }
        return energy;
    }

    /// <summary>Computes D = [y1−y0, y2−y0, y3−y0]·[x1−x0, x2−x0, x3−x0]⁻¹ (eq. 5) of a vector of tetrahedra, or D's change where the positions are velocities.</summary>
    /// <param name="inverse">The inverse edge matrices.</param>
    /// <param name="deformation">Receives D, [element][lane].</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Deform(float* inverse, int* corners, int stride, float* positions, float* deformation)
    {
        TLane i00 = TLane.Load(inverse), i01 = TLane.Load(inverse + stride), i02 = TLane.Load(inverse + 2 * stride);
        TLane i10 = TLane.Load(inverse + 3 * stride), i11 = TLane.Load(inverse + 4 * stride), i12 = TLane.Load(inverse + 5 * stride);
        TLane i20 = TLane.Load(inverse + 6 * stride), i21 = TLane.Load(inverse + 7 * stride), i22 = TLane.Load(inverse + 8 * stride);
        TLane.LoadQuads(positions, corners, out TLane x0, out TLane y0, out TLane z0, out _);
        TLane.LoadQuads(positions, corners + stride, out TLane x1, out TLane y1, out TLane z1, out _);
        TLane.LoadQuads(positions, corners + 2 * stride, out TLane x2, out TLane y2, out TLane z2, out _);
        TLane.LoadQuads(positions, corners + 3 * stride, out TLane x3, out TLane y3, out TLane z3, out _);
        Row(x1 - x0, x2 - x0, x3 - x0, i00, i01, i02, i10, i11, i12, i20, i21, i22, out TLane d00, out TLane d01, out TLane d02);
        Row(y1 - y0, y2 - y0, y3 - y0, i00, i01, i02, i10, i11, i12, i20, i21, i22, out TLane d10, out TLane d11, out TLane d12);
        Row(z1 - z0, z2 - z0, z3 - z0, i00, i01, i02, i10, i11, i12, i20, i21, i22, out TLane d20, out TLane d21, out TLane d22);
        Store(deformation, d00, d01, d02, d10, d11, d12, d20, d21, d22);
    }

    /// <summary>Computes D − R, R the nearest rotation.</summary>
    /// <param name="deformation">D, [element][lane].</param>
    /// <param name="lanes">Receives D − R, [element][lane], which may be in D's place; eleven vectors of working memory follow at 9·<see cref="RigidityPlan.Group"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Strain(float* deformation, float* lanes)
    {
        int width = TLane.Width;
        TLane d00 = TLane.Load(deformation), d01 = TLane.Load(deformation + width), d02 = TLane.Load(deformation + 2 * width);
        TLane d10 = TLane.Load(deformation + 3 * width), d11 = TLane.Load(deformation + 4 * width), d12 = TLane.Load(deformation + 5 * width);
        TLane d20 = TLane.Load(deformation + 6 * width), d21 = TLane.Load(deformation + 7 * width), d22 = TLane.Load(deformation + 8 * width);
        TLane r00 = d00, r01 = d01, r02 = d02, r10 = d10, r11 = d11, r12 = d12, r20 = d20, r21 = d21, r22 = d22;
        if (!PolarRotation<TLane>.Iterate(ref r00, ref r01, ref r02, ref r10, ref r11, ref r12, ref r20, ref r21, ref r22, out TLane determinant, out TLane step))
        {
            float* rotations = lanes + 9 * RigidityPlan.Group;
            Store(rotations, r00, r01, r02, r10, r11, r12, r20, r21, r22);
            Mend(deformation, rotations, determinant, step, lanes + 18 * RigidityPlan.Group);
            r00 = TLane.Load(rotations);
            r01 = TLane.Load(rotations + width);
            r02 = TLane.Load(rotations + 2 * width);
            r10 = TLane.Load(rotations + 3 * width);
            r11 = TLane.Load(rotations + 4 * width);
            r12 = TLane.Load(rotations + 5 * width);
            r20 = TLane.Load(rotations + 6 * width);
            r21 = TLane.Load(rotations + 7 * width);
            r22 = TLane.Load(rotations + 8 * width);
        }
        Store(lanes, d00 - r00, d01 - r01, d02 - r02, d10 - r10, d11 - r11, d12 - r12, d20 - r20, d21 - r21, d22 - r22);
    }

    /// <summary>Σ_ij a_ij b_ij of matrices [element][lane].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLane Product(float* a, float* b) => ProductOfRows(a, b) + ProductOfRows(a + 3 * TLane.Width, b + 3 * TLane.Width) + ProductOfRows(a + 6 * TLane.Width, b + 6 * TLane.Width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane ProductOfRows(float* a, float* b) =>
        Dot(TLane.Load(a), TLane.Load(b), TLane.Load(a + TLane.Width), TLane.Load(b + TLane.Width), TLane.Load(a + 2 * TLane.Width), TLane.Load(b + 2 * TLane.Width));

    /// <summary>Multiplies a row of three edges by the inverse edge matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(
        TLane e1, TLane e2, TLane e3, TLane i00, TLane i01, TLane i02, TLane i10, TLane i11, TLane i12, TLane i20, TLane i21, TLane i22,
        out TLane a, out TLane b, out TLane c)
    {
        a = Dot(e1, i00, e2, i10, e3, i20);
        b = Dot(e1, i01, e2, i11, e3, i21);
        c = Dot(e1, i02, e2, i12, e3, i22);
    }

    /// <summary>Adds ∂E/∂y_k = Σ_j 2w(D − R)_ij (edges⁻¹)_kj for k = 1, 2, 3; vertex 0 gets the force that makes the sum of the four zero.</summary>
    /// <param name="strain">D − R, [element][lane].</param>
    [MethodImpl(MethodImplOptions.NoInlining)] // One method with the rest would exceed what the compiler is ready to inline.
    private static void Scatter(float* strain, TLane factor, float* inverse, int* corners, int stride, float* gradients, float* forces)
    {
        int width = TLane.Width;
        TLane d00 = TLane.Load(strain), d01 = TLane.Load(strain + width), d02 = TLane.Load(strain + 2 * width);
        TLane d10 = TLane.Load(strain + 3 * width), d11 = TLane.Load(strain + 4 * width), d12 = TLane.Load(strain + 5 * width);
        TLane d20 = TLane.Load(strain + 6 * width), d21 = TLane.Load(strain + 7 * width), d22 = TLane.Load(strain + 8 * width);
        TLane zero = TLane.All(0), x0 = zero, y0 = zero, z0 = zero;
        for (int k = 1; k < 4; k++, inverse += 3 * stride)
        {
            TLane a = factor * TLane.Load(inverse), b = factor * TLane.Load(inverse + stride), c = factor * TLane.Load(inverse + 2 * stride);
            TLane x = Dot(d00, a, d01, b, d02, c), y = Dot(d10, a, d11, b, d12, c), z = Dot(d20, a, d21, b, d22, c);
            (x0, y0, z0) = (x0 - x, y0 - y, z0 - z);
            TLane.StoreQuads(forces + 4 * k * width, x, y, z, zero);
        }
        TLane.StoreQuads(forces, x0, y0, z0, zero);
        AddForces(gradients, corners, stride, forces);
    }

    /// <summary>Replaces the rotations of the lanes that the iteration could not handle.</summary>
    /// <param name="matrices">D, [element][lane].</param>
    /// <param name="rotations">R, [element][lane].</param>
    /// <param name="memory">Two vectors of working memory.</param>
    private static void Mend(float* matrices, float* rotations, TLane first, TLane step, float* memory)
    {
        Span<double> d = stackalloc double[9], r = stackalloc double[9];
        TLane.Store(memory, first);
        TLane.Store(memory + TLane.Width, step);
        for (int lane = 0; lane < TLane.Width; lane++)
        {
            if (memory[lane] > PolarRotation<TLane>.SmallestDeterminant && memory[TLane.Width + lane] < PolarRotation<TLane>.SmallestStep)
            {
                continue;
            }
            for (int k = 0; k < 9; k++)
            {
                d[k] = matrices[k * TLane.Width + lane];
            }
            NearestRotation.Find(d, r);
            for (int k = 0; k < 9; k++)
            {
                rotations[k * TLane.Width + lane] = (float)r[k];
            }
        }
    }

    private static void Store(float* to, TLane a, TLane b, TLane c, TLane d, TLane e, TLane f, TLane g, TLane h, TLane i)
    {
        TLane.Store(to, a);
        TLane.Store(to + TLane.Width, b);
        TLane.Store(to + 2 * TLane.Width, c);
        TLane.Store(to + 3 * TLane.Width, d);
        TLane.Store(to + 4 * TLane.Width, e);
        TLane.Store(to + 5 * TLane.Width, f);
        TLane.Store(to + 6 * TLane.Width, g);
        TLane.Store(to + 7 * TLane.Width, h);
        TLane.Store(to + 8 * TLane.Width, i);
    }

    /// <summary>Sums a vector in double, in four independent sums.</summary>
    internal static double Total(float* energies)
    {
        double a = 0, b = 0, c = 0, d = 0;
        for (int lane = 0; lane < TLane.Width; lane += 4)
        {
            a += energies[lane];
            b += energies[lane + 1];
            c += energies[lane + 2];
            d += energies[lane + 3];
        }
        return a + b + (c + d);
    }

    /// <summary>Adds the forces of one tetrahedron after the other, since neighbours share vertices; the four additions of one are independent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddForces(float* to, int* offsets, int stride, float* forces)
    {
        for (int lane = 0; lane < TLane.Width; lane++)
        {
            Add(to + offsets[lane], forces + 4 * lane);
            Add(to + offsets[lane + stride], forces + 4 * (lane + TLane.Width));
            Add(to + offsets[lane + 2 * stride], forces + 4 * (lane + 2 * TLane.Width));
            Add(to + offsets[lane + 3 * stride], forces + 4 * (lane + 3 * TLane.Width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* to, float* quad) => (Vector128.Load(to) + Vector128.Load(quad)).Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Dot(TLane a0, TLane b0, TLane a1, TLane b1, TLane a2, TLane b2) => TLane.Fma(a2, b2, TLane.Fma(a1, b1, a0 * b0));
}
