namespace Flex3D.Pipeline.Configuration;

/// <summary>The settings of the prep step: training images and the solvent mask.</summary>
internal sealed record PrepOptions
{
    [Setting("Edge of the training images, cropped in Fourier space", Unit = "pixels", Min = 8, Max = 2048, Auto = "three quarters of the full box, 64 to 128")]
    public int? TrainingBox { get; init; }

    [Setting("What prep does when a sample of the images shows that the table's conventions are wrong (contrast, hand, angles, shifts, CTF), as flex3d check does: stop ends the run, warn goes on, off leaves the comparison out")]
    public InputChecking Check { get; init; }

    [Setting("The noise of the images that the likelihood assumes: spectrum, with a variance for each spatial frequency and optics group, measured around the particles; or white, with one variance at all frequencies")]
    public NoiseKind Noise { get; init; }

    [Setting("Invert the images; needed where protein is dark")]
    public bool InvertContrast { get; init; }

    [Setting("Resolution to which the map is low-pass filtered before the mask's threshold is applied", Unit = "Å", Min = 0, AboveMin = true)]
    public double MaskLowPass { get; init; } = 15;

    [Setting("Threshold of the mask, in the map's units", Auto = "from the map's histogram")]
    public double? MaskThreshold { get; init; }

    [Setting("Distance by which the mask is dilated", Unit = "Å", Min = 0, Max = 1000)]
    public double MaskDilation { get; init; } = 6;

    [Setting("Width of the mask's soft edge", Unit = "Å", Min = 0, Max = 1000)]
    public double MaskSoftEdge { get; init; } = 12;
}
