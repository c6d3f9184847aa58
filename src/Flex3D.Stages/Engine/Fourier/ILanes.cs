namespace Flex3D.Stages.Engine.Fourier;

/// <summary>The arithmetic of one vector width: a kernel written once over <typeparamref name="TVector"/> runs at every width.</summary>
/// <remarks>Loads and stores need no alignment. Multiply-adds are fused where the processor can.</remarks>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Single-precision numbers in one vector.</summary>
    static abstract int Width { get; }
    static abstract TVector Load(float* source);
    static abstract void Store(float* destination, TVector value);
    static abstract TVector Broadcast(float value);
    static abstract TVector Add(TVector a, TVector b);
    static abstract TVector Subtract(TVector a, TVector b);
    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>a·b + c.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>c − a·b.</summary>
    static abstract TVector MultiplySubtractFrom(TVector a, TVector b, TVector c);

    /// <summary>max(a, 0) as a ReLU: NaN stays NaN.</summary>
    static abstract TVector Rectify(TVector a);

    /// <summary>The sum of all lanes.</summary>
    static abstract float Sum(TVector a);
}
