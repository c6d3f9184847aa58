namespace Flex3D.Pipeline.Configuration;

/// <summary>The distribution of simulated particles over each coordinate of the motion.</summary>
internal enum MotionDistribution
{
    /// <summary>Uniform over the coordinate's range.</summary>
    Uniform,

    /// <summary>Gaussian around the middle of the range, which spans four standard deviations.</summary>
    Normal,

    /// <summary>No motion: every particle is at the middle of the range.</summary>
    None,
}

/// <summary>The settings of the simulate step, which makes particles with known motion.</summary>
internal sealed record SimulateOptions
{
    [Setting("Structures (PDB or mmCIF): two or more are interpolated in this order; a single one moves only if it has hinges", IsPath = true)]
    public IReadOnlyList<string> Structures { get; init; } = [];

    [Setting("Hinges of a single structure", Auto = "no hinge")]
    public IReadOnlyList<HingeOptions>? Hinges { get; init; }

    [Setting("Number of particles", Min = 1, Max = 100_000_000)]
    public int Particles { get; init; } = 2000;

    [Setting("Edge of the images", Unit = "pixels", Min = 8, Max = 2048)]
    public int Box { get; init; } = 64;

    [Setting("Pixel size", Unit = "Å", Min = 0, AboveMin = true, Max = 100)]
    public double PixelSize { get; init; } = 4.0;

    [Setting("Signal-to-noise ratio: variance of the signal over variance of the noise", Min = 0, AboveMin = true)]
    public double Snr { get; init; } = 0.1;

    [Setting("Smallest defocus", Unit = "Å", Min = 0)]
    public double DefocusMin { get; init; } = 8000;

    [Setting("Largest defocus", Unit = "Å", Min = 0)]
    public double DefocusMax { get; init; } = 25000;

    [Setting("Largest difference between the two defocus values", Unit = "Å", Min = 0)]
    public double Astigmatism { get; init; } = 500;

    [Setting("Acceleration voltage", Unit = "kV", Min = 10, Max = 3000)]
    public double Voltage { get; init; } = 300;

    [Setting("Spherical aberration", Unit = "mm", Min = 0, Max = 100)]
    public double SphericalAberration { get; init; } = 2.7;

    [Setting("Amplitude contrast", Min = 0, Max = 1)]
    public double AmplitudeContrast { get; init; } = 0.1;

    [Setting("Standard deviation of the shifts", Unit = "pixels", Min = 0, Max = 1000)]
    public double Shift { get; init; } = 1.5;

    [Setting("Number of stacks that the particles are written to", Min = 1, Max = 10_000)]
    public int Stacks { get; init; } = 1;

    [Setting("Resolution of the simulated density", Unit = "Å", Min = 0, AboveMin = true, Auto = "twice the pixel size")]
    public double? Resolution { get; init; }

    [Setting("Distribution of the particles along the motion")]
    public MotionDistribution Distribution { get; init; }

    [Setting("Shape of the grid that the structures form, for more than one coordinate, such as 3, 3 (the last coordinate varies fastest)", Auto = "the structures form a path")]
    public IReadOnlyList<double>? Grid { get; init; }

    [Setting("Compute the information that the images have about each particle's motion, and what it leaves in Å at best: truth/limit.csv and truth/limit.json, of a tenth of the particles (100 to 1,000)")]
    public bool Limit { get; init; } = true;
}
