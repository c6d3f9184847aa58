namespace Flex3D.Pipeline.Configuration;

/// <summary>The noise of the images that the likelihood assumes.</summary>
internal enum NoiseKind
{
    /// <summary>A variance for each spatial frequency and optics group.</summary>
    Spectrum,

    /// <summary>One variance at all frequencies.</summary>
    White,
}
