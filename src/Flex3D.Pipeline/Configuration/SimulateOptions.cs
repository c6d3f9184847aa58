namespace Flex3D.Pipeline.Configuration;

/// <summary>How simulated particles are spread over each coordinate of the motion.</summary>
internal enum MotionDistribution
{
    /// <summary>Evenly over its range.</summary>
    Uniform,

    /// <summary>A Gaussian around its middle, the range being four standard deviations.</summary>
    Normal,

    /// <summary>Nothing moves: every particle at the middle.</summary>
    None,
}

/// <summary>Simulated particles with known truth.</summary>
internal sealed record SimulateOptions
{
    [Setting("Structures (PDB or mmCIF): two or more are interpolated in this order; one needs hinges, or does not move", IsPath = true)]
    public IReadOnlyList<string> Structures { get; init; } = [];

    [Setting("Hinges of a single structure", Auto = "no hinge")]
    public IReadOnlyList<HingeOptions>? Hinges { get; init; }

    [Setting("Number of particles", Min = 1, Max = 100_000_000)]
    public int Particles { get; init; } = 2000;

    [Setting("Edge of the images", Unit = "pixels", Min = 8, Max = 2048)]
    public int Box { get; init; } = 64;

    [Setting("Pixel size", Unit = "Å", Min = 0, AboveMin = true, Max = 100)]
    public double PixelSize { get; init; } = 4.0;

    [Setting("Variance of the signal over that of the noise", Min = 0, AboveMin = true)]
    public double Snr { get; init; } = 0.1;

    [Setting("Least defocus", Unit = "Å", Min = 0)]
    public double DefocusMin { get; init; } = 8000;

    [Setting("Greatest defocus", Unit = "Å", Min = 0)]
    public double DefocusMax { get; init; } = 25000;

    [Setting("Greatest difference between the two defocus values", Unit = "Å", Min = 0)]
    public double Astigmatism { get; init; } = 500;

    [Setting("Acceleration voltage", Unit = "kV", Min = 10, Max = 3000)]
    public double Voltage { get; init; } = 300;

    [Setting("Spherical aberration", Unit = "mm", Min = 0, Max = 100)]
    public double SphericalAberration { get; init; } = 2.7;

    [Setting("Amplitude contrast", Min = 0, Max = 1)]
    public double AmplitudeContrast { get; init; } = 0.1;

    [Setting("Standard deviation of the shifts", Unit = "pixels", Min = 0, Max = 1000)]
    public double Shift { get; init; } = 1.5;

    [Setting("Number of stacks the particles are spread over", Min = 1, Max = 10_000)]
    public int Stacks { get; init; } = 1;

    [Setting("Resolution of the simulated density", Unit = "Å", Min = 0, AboveMin = true, Auto = "what the pixel size allows")]
    public double? Resolution { get; init; }

    [Setting("How the particles are spread over the motion")]
    public MotionDistribution Distribution { get; init; }

    [Setting("Shape of a grid of structures, for more than one coordinate: 3, 3 (the last runs fastest)", Auto = "a path")]
    public IReadOnlyList<double>? Grid { get; init; }
}
