namespace Flex3D.Stages.Numerics.Lanes;

/// <summary>A vector of floats handled together. The kernels of the CPU engine are written only in these operations, so that each formula is written once for all vector widths.</summary>
/// <remarks>
/// Every operation is IEEE single precision with one rounding (<see cref="IArithmeticLane{TSelf}.Fma"/> included), so a formula gives the same bits at
/// every width; only sums across lanes depend on the width. Pointers need no alignment.
/// </remarks>
internal unsafe interface ILane<TSelf> : IArithmeticLane<TSelf>
    where TSelf : unmanaged, ILane<TSelf>
{
    /// <summary>Number of lanes: 1, 4, 8 or 16.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(float* from);

    static abstract void Store(float* to, TSelf value);

    /// <summary>c − a·b, rounded once.</summary>
    static abstract TSelf FmaNegated(TSelf a, TSelf b, TSelf c);

    /// <summary>max(a, 0) as a ReLU: NaN stays NaN.</summary>
    static abstract TSelf Rectify(TSelf a);

    /// <summary>The sum of all lanes.</summary>
    static abstract float Sum(TSelf a);
}
