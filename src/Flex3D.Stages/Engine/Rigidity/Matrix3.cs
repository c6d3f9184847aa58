using System.Runtime.CompilerServices;
using Flex3D.Stages.Engine.Lanes;

namespace Flex3D.Stages.Engine.Rigidity;

/// <summary>A 3×3 matrix for each lane, row-major.</summary>
internal unsafe struct Matrix3<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    public TLane A00, A01, A02, A10, A11, A12, A20, A21, A22;

    /// <summary>Reads element k of lane l at from[k·stride + l].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Matrix3<TLane> Load(float* from, int stride) => new()
    {
        A00 = TLane.Load(from),
        A01 = TLane.Load(from + stride),
        A02 = TLane.Load(from + 2 * stride),
        A10 = TLane.Load(from + 3 * stride),
        A11 = TLane.Load(from + 4 * stride),
        A12 = TLane.Load(from + 5 * stride),
        A20 = TLane.Load(from + 6 * stride),
        A21 = TLane.Load(from + 7 * stride),
        A22 = TLane.Load(from + 8 * stride),
    };

    /// <summary>Writes element k of lane l to to[k·stride + l].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* to, int stride)
    {
        TLane.Store(to, A00);
        TLane.Store(to + stride, A01);
        TLane.Store(to + 2 * stride, A02);
        TLane.Store(to + 3 * stride, A10);
        TLane.Store(to + 4 * stride, A11);
        TLane.Store(to + 5 * stride, A12);
        TLane.Store(to + 6 * stride, A20);
        TLane.Store(to + 7 * stride, A21);
        TLane.Store(to + 8 * stride, A22);
    }

    /// <summary>det(A)·A⁻ᵀ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Matrix3<TLane> Cofactors() => new()
    {
        A00 = A11 * A22 - A12 * A21,
        A01 = A12 * A20 - A10 * A22,
        A02 = A10 * A21 - A11 * A20,
        A10 = A02 * A21 - A01 * A22,
        A11 = A00 * A22 - A02 * A20,
        A12 = A01 * A20 - A00 * A21,
        A20 = A01 * A12 - A02 * A11,
        A21 = A02 * A10 - A00 * A12,
        A22 = A00 * A11 - A01 * A10,
    };

    /// <summary>Σ over elements of the products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Dot(in Matrix3<TLane> a, in Matrix3<TLane> b) =>
        TLane.Fma(a.A02, b.A02, TLane.Fma(a.A01, b.A01, a.A00 * b.A00))
        + TLane.Fma(a.A12, b.A12, TLane.Fma(a.A11, b.A11, a.A10 * b.A10))
        + TLane.Fma(a.A22, b.A22, TLane.Fma(a.A21, b.A21, a.A20 * b.A20));

    /// <summary>s·A + t·B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Matrix3<TLane> Mix(TLane s, in Matrix3<TLane> a, TLane t, in Matrix3<TLane> b) => new()
    {
        A00 = TLane.Fma(s, a.A00, t * b.A00),
        A01 = TLane.Fma(s, a.A01, t * b.A01),
        A02 = TLane.Fma(s, a.A02, t * b.A02),
        A10 = TLane.Fma(s, a.A10, t * b.A10),
        A11 = TLane.Fma(s, a.A11, t * b.A11),
        A12 = TLane.Fma(s, a.A12, t * b.A12),
        A20 = TLane.Fma(s, a.A20, t * b.A20),
        A21 = TLane.Fma(s, a.A21, t * b.A21),
        A22 = TLane.Fma(s, a.A22, t * b.A22),
    };

    /// <summary>A − B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Matrix3<TLane> Difference(in Matrix3<TLane> a, in Matrix3<TLane> b) => new()
    {
        A00 = a.A00 - b.A00,
        A01 = a.A01 - b.A01,
        A02 = a.A02 - b.A02,
        A10 = a.A10 - b.A10,
        A11 = a.A11 - b.A11,
        A12 = a.A12 - b.A12,
        A20 = a.A20 - b.A20,
        A21 = a.A21 - b.A21,
        A22 = a.A22 - b.A22,
    };
}
