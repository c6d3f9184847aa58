namespace Flex3D.Stages.Numerics.Lanes;

/// <summary>A row of floats handled together: the one vocabulary in which the kernels of the CPU engine are written, so that each formula stands once for every vector width.</summary>
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
