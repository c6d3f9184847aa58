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

    /// <summary>Most particles at rest, and a fraction at the end of the range that is farthest from it.</summary>
    Minority,

    /// <summary>Two states near the ends of the range, each with a Gaussian spread.</summary>
    States,
}

/// <summary>The power of simulated noise over spatial frequency.</summary>
internal enum NoiseModel
{
    /// <summary>The same at all frequencies.</summary>
    White,

    /// <summary>Vitreous ice on a counting detector.</summary>
    Ice,

    /// <summary>A carbon film on a counting detector.</summary>
    Carbon,
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

    [Setting("Distribution of the particles along the motion: uniform, normal, none (all in the middle), minority (most at rest, 0 or the end nearest to it, and the others at the farthest end) or states (two, each with a spread)")]
    public MotionDistribution Distribution { get; init; }

    [Setting("Fraction of the particles away from rest (minority), or in the second of two states (states)", Min = 0, Max = 1, Auto = "0.05 for minority, 0.5 for states")]
    public double? MinorityFraction { get; init; }

    [Setting("Standard deviation of each of two states, as a fraction of the motion's range; each is centred two of them from its end", Min = 0, Max = 0.25)]
    public double StateSpread { get; init; } = 0.05;

    [Setting("Shape of the grid that the structures form, for more than one coordinate, such as 3, 3 (the last coordinate varies fastest)", Auto = "the structures form a path")]
    public IReadOnlyList<double>? Grid { get; init; }

    [Setting("Spectrum of the noise, whose variance stays 1 a pixel: white, ice (a rise at low frequency, the ring of water at 3.7 Å, a detector's fall) or carbon (a stronger rise)")]
    public NoiseModel NoiseModel { get; init; }

    [Setting("File of the noise's spectrum in place of a model: two columns, spatial frequency (1/Å) and power on any scale", IsPath = true, Auto = "that of noiseModel")]
    public string? NoiseSpectrum { get; init; }

    [Setting("Standard deviation of a factor on each particle's signal, of mean 1 (log-normal)", Min = 0, Max = 2)]
    public double ContrastSpread { get; init; }

    [Setting("Standard deviation of the error of the table's poses, about each of three axes", Unit = "degrees", Min = 0, Max = 180)]
    public double PoseError { get; init; }

    [Setting("Standard deviation of the error of the table's shifts, along each axis", Unit = "Å", Min = 0, Max = 1000)]
    public double ShiftError { get; init; }

    [Setting("Standard deviation of the error of the table's defocus", Unit = "Å", Min = 0, Max = 100_000)]
    public double DefocusError { get; init; }

    [Setting("Number of optics groups, to which the particles are dealt out in turn", Min = 1, Max = 10_000)]
    public int OpticsGroups { get; init; } = 1;

    [Setting("Error of the table's pixel size, as a fraction: the images of groups 1, 3, 5 … have a larger one by it, those of groups 2, 4, 6 … a smaller one", Min = 0, Max = 0.2)]
    public double MagnificationError { get; init; }

    [Setting("Fraction of the images that hold no molecule but nothing, a blob or random clumps of density, a third each", Min = 0, Max = 1)]
    public double Junk { get; init; }

    [Setting("Mean number of other copies of the molecule at the border of an image, of random pose and conformation", Min = 0, Max = 20)]
    public double Neighbours { get; init; }

    [Setting("A belt of detergent or lipid around the molecule, of another shape in each particle; several in a list", Auto = "none")]
    public IReadOnlyList<MicelleOptions>? Micelle { get; init; }

    [Setting("Parts of the molecule that a fraction of the particles lacks", Auto = "none")]
    public IReadOnlyList<MissingOptions>? Missing { get; init; }

    [Setting("Compute the information that the images have about each particle's motion, and what it leaves in Å at best: truth/limit.csv and truth/limit.json, of a tenth of the particles (100 to 1,000)")]
    public bool Limit { get; init; } = true;
}
