namespace Flex3D.Pipeline.Configuration;

/// <summary>The settings of the finish step: local and directional resolution, sharpened and locally filtered maps.</summary>
internal sealed record FinishOptions
{
    [Setting("Soft mask, 0 to 1, in which maps are finished and figures are taken", Auto = "made from the map at its resolution", IsPath = true)]
    public string? Mask { get; init; }

    [Setting("Width at half maximum of the soft windows in which local resolution is estimated", Unit = "Å", Min = 0, AboveMin = true, Max = 1000, Auto = "7 times the resolution, at least 10 voxels")]
    public double? Window { get; init; }

    [Setting("FSC below which a shell counts as not resolved, for local resolution and for that of directions", Min = 0, AboveMin = true, Max = 0.9)]
    public double Threshold { get; init; } = 0.143;

    [Setting("B factor by which maps are sharpened, usually negative; 0 for none", Unit = "Å²", Min = -10_000, Max = 10_000, Auto = "fitted to the map from 10 Å to its resolution")]
    public double? BFactor { get; init; }

    [Setting("Modulation transfer function of the detector, which is divided out: a STAR file as RELION takes it", Auto = "not divided out", IsPath = true)]
    public string? Mtf { get; init; }

    [Setting("Pixel size of the detector to which the frequencies of the MTF refer", Unit = "Å", Min = 0, AboveMin = true, Max = 100, Auto = "that of the maps")]
    public double? MtfPixelSize { get; init; }

    [Setting("Number of directions of the conical FSC, over a hemisphere", Min = 10, Max = 5000)]
    public int Directions { get; init; } = 200;

    [Setting("Angle between the axis and the side of the cones of the conical FSC", Unit = "degrees", Min = 5, Max = 90)]
    public double ConeAngle { get; init; } = 20;
}
