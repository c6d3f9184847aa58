namespace Flex3D.Stages.Numerics.Lanes;

/// <summary>The arithmetic of lanes, without memory access, for formulas that both engines share: a lane is a vector of the processor or a thread of a device.</summary>
/// <remarks>Every operation is IEEE single precision.</remarks>
internal interface IArithmeticLane<TSelf>
    where TSelf : unmanaged, IArithmeticLane<TSelf>
{
    static abstract TSelf All(float value);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>a·b + c: rounded once on the processor; a device's compiler may round the product too.</summary>
    static abstract TSelf Fma(TSelf a, TSelf b, TSelf c);

    /// <summary>True if a &lt; b in every lane; a NaN is not less.</summary>
    static abstract bool AllLess(TSelf a, TSelf b);
}
