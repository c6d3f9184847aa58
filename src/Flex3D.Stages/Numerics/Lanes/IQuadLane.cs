namespace Flex3D.Stages.Numerics.Lanes;

/// <summary>What the kernels of particles in space need besides: rounding, limits, and data that lie four by four.</summary>
/// <remarks>A "quad" is four consecutive floats.</remarks>
internal unsafe interface IQuadLane<TSelf> : ILane<TSelf>
    where TSelf : unmanaged, IQuadLane<TSelf>
{
    static abstract TSelf Floor(TSelf a);

    /// <summary>The smaller of two numbers; lanes must not be NaN.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger of two numbers; lanes must not be NaN.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>Whole numbers within ±2²⁴, stored as integers.</summary>
    static abstract void StoreInt32(int* to, TSelf value);

    /// <summary>Transposes on the way in: lane l of quad element k is from[offsets[l] + k].</summary>
    static abstract void LoadQuads(float* from, int* offsets, out TSelf q0, out TSelf q1, out TSelf q2, out TSelf q3);

    /// <summary>Transposes on the way out: to[4·l + k] is lane l of quad element k.</summary>
    static abstract void StoreQuads(float* to, TSelf q0, TSelf q1, TSelf q2, TSelf q3);

    /// <summary>Adds the outer product of two quads to sixteen floats: tile[4·j + i] += y[j]·x[i], rounded once.</summary>
    static abstract void AddOuterProduct(float* tile, float* y, float* x);
}
