using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The arrays on the device for a Fourier transform of length N.</summary>
internal readonly struct FourierViews
{
    /// <summary>N, even.</summary>
    public required int N { get; init; }

    public required int Stages { get; init; }

    /// <summary>[stage], each 4 or a prime; their product is N.</summary>
    public required ArrayView<int> Radices { get; init; }

    /// <summary>[k] cos 2πk/N, then [k] −sin 2πk/N.</summary>
    public required ArrayView<float> Roots { get; init; }
}
