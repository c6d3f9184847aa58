namespace Flex3D.Pipeline.Configuration;

/// <summary>What is done to an unusable particle.</summary>
public enum BadParticles
{
    /// <summary>End the run and say which it is.</summary>
    Stop,

    /// <summary>Leave it out, and count it in the log and the summary.</summary>
    Quarantine,
}

/// <summary>Training images and the solvent mask.</summary>
public sealed record PrepOptions
{
    [Setting("Edge of the training images, cropped in Fourier space", Unit = "pixels", Min = 8, Max = 2048, Auto = "what the map's resolution and the cell size need, at most 128")]
    public int? TrainingBox { get; init; }

    [Setting("Edge to which the full images are cut around their centre first", Unit = "pixels", Min = 8, Max = 8192, Auto = "not cut")]
    public int? CropBox { get; init; }

    [Setting("Number of particles, the first ones of the file", Min = 1, Auto = "all")]
    public int? MaxParticles { get; init; }

    [Setting("Bring background and noise of each image to mean 0 and standard deviation 1")]
    public bool Normalise { get; init; } = true;

    [Setting("Protein is dark in the images: invert them")]
    public bool InvertContrast { get; init; }

    [Setting("Unusable particles (NaN, cut-off stack): stop, or quarantine")]
    public BadParticles BadParticles { get; init; }

    [Setting("Low-pass of the map before the mask's threshold", Unit = "Å", Min = 0, AboveMin = true)]
    public double MaskLowPass { get; init; } = 10;

    [Setting("Threshold of the mask, in the map's units", Auto = "from the map's histogram")]
    public double? MaskThreshold { get; init; }

    [Setting("Distance by which the mask is grown", Unit = "Å", Min = 0, Max = 1000)]
    public double MaskDilation { get; init; } = 2;

    [Setting("Width of the mask's soft edge", Unit = "Å", Min = 0, Max = 1000)]
    public double MaskSoftEdge { get; init; } = 5;
}
