namespace Flex3D.Stages.Numerics.Lanes;

/// <summary>The further lane operations that kernels on 3-D points need: floor, minimum and maximum, and access to data in groups of four floats.</summary>
/// <remarks>A "quad" is four consecutive floats.</remarks>
internal unsafe interface IQuadLane<TSelf> : ILane<TSelf>
    where TSelf : unmanaged, IQuadLane<TSelf>
{
    static abstract TSelf Floor(TSelf a);

    /// <summary>The smaller of two numbers; lanes must not be NaN.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger of two numbers; lanes must not be NaN.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>Stores whole numbers within ±2²⁴ as integers.</summary>
    static abstract void StoreInt32(int* to, TSelf value);

    /// <summary>Loads and transposes quads: lane l of quad element k is from[offsets[l] + k].</summary>
    static abstract void LoadQuads(float* from, int* offsets, out TSelf q0, out TSelf q1, out TSelf q2, out TSelf q3);

    /// <summary>Transposes and stores quads: to[4·l + k] is lane l of quad element k.</summary>
    static abstract void StoreQuads(float* to, TSelf q0, TSelf q1, TSelf q2, TSelf q3);

    /// <summary>Adds the outer product of two quads to sixteen floats: tile[4·j + i] += y[j]·x[i], rounded once.</summary>
    static abstract void AddOuterProduct(float* tile, float* y, float* x);

    /// <summary>Adds outer products of two quads and of their slopes to sixteen floats each: tile[4·j + i] += y[j]·x[i], and for every column c
    /// tile[16·(c + 1) + 4·j + i] += a·(y[j]·dx[i]) + b·(dy[j]·x[i]); after the columns, where asked for, d·(y[j]·dx[i]) and d·(dy[j]·x[i]), each for itself.</summary>
    /// <param name="velocities">(a, b) of column c stand at 2·c·<paramref name="stride"/> and one stride further; d stands after the last column's.</param>
    static abstract void AddTangents(float* tile, int columns, bool depth, float* y, float* dy, float* x, float* dx, float* velocities, nint stride);
}
