using Flex3D.Stages.Simulation.Molecules;
using Flex3D.Stages.Simulation.Noise;
using Flex3D.Stages.Simulation.Surroundings;

namespace Flex3D.Stages.Simulation;

/// <summary>Options of <see cref="Simulator"/>. The defaults are those of a good microscope and a small test.</summary>
public sealed record SimulationOptions
{
    /// <summary>The molecule and its motion.</summary>
    public required IMotion Motion { get; init; }

    /// <summary>Distribution of the particles along each coordinate; empty for a uniform one over each full range.</summary>
    public IReadOnlyList<CoordinateDistribution> Coordinates { get; init; } = [];

    /// <summary>Pixels along an edge of the images: even.</summary>
    public int Box { get; init; } = 64;
    public double PixelSizeAngstrom { get; init; } = 3;
    public int Count { get; init; } = 4000;

    /// <summary>
    /// Mean variance of the signal (after the CTF, over the whole image box) over the variance of the noise. Noise has sd 1, the
    /// signal is scaled to it by one factor for all particles: the signal of the particle alone, without spread of contrast, junk and neighbours. Infinity leaves the noise out and gives the signal variance 1.
    /// </summary>
    public double Snr { get; init; } = 0.1;

    /// <summary>Atoms are Gaussians of sd 0.225 times this, Å; 0 takes twice the pixel size.</summary>
    public double ResolutionAngstrom { get; init; }

    public double DefocusMinimumAngstrom { get; init; } = 10_000;
    public double DefocusMaximumAngstrom { get; init; } = 25_000;

    /// <summary>Upper limit of the defocus difference U − V, Å, which is uniform from 0.</summary>
    public double AstigmatismAngstrom { get; init; } = 500;
    public double VoltageKilovolt { get; init; } = 300;
    public double SphericalAberrationMillimetre { get; init; } = 2.7;
    public double AmplitudeContrast { get; init; } = 0.1;

    /// <summary>Sd of the origin along x and along y, Å.</summary>
    public double ShiftSigmaAngstrom { get; init; } = 5;

    /// <summary>The number of stacks into which the particles are split, in order.</summary>
    public int Stacks { get; init; } = 4;
    public ulong Seed { get; init; } = 1;

    /// <summary>The files and hinges of <see cref="Motion"/>, which are kept with the truth; null for a motion from elsewhere.</summary>
    public StructureSource? Structures { get; init; }

    /// <summary>Spectrum of the noise, whose variance per pixel stays 1; null for white noise.</summary>
    public PowerSpectrum? Noise { get; init; }

    /// <summary>Sd of a factor on each particle's signal, log-normal with mean 1; 0 for the same contrast everywhere.</summary>
    public double ContrastSpread { get; init; }

    /// <summary>Sd of the table's error of rotation about each of three axes, degrees.</summary>
    public double PoseErrorDegrees { get; init; }

    /// <summary>Sd of the table's error of the origin along x and along y, Å.</summary>
    public double ShiftErrorAngstrom { get; init; }

    /// <summary>Sd of the table's error of the defocus, Å, the same for U and V.</summary>
    public double DefocusErrorAngstrom { get; init; }

    /// <summary>The number of optics groups; particles are dealt out to them in turn.</summary>
    public int OpticsGroups { get; init; } = 1;

    /// <summary>Error ε of the table's pixel size: that of the images is (1 + ε) times the table's in groups 1, 3, 5 … and (1 − ε) times in groups 2, 4, 6 …</summary>
    public double MagnificationError { get; init; }

    /// <summary>Fraction of the images that hold something else than the molecule (nothing, a blob or random clumps).</summary>
    public double JunkFraction { get; init; }

    /// <summary>Mean number of other copies of the molecule at the border of an image.</summary>
    public double Neighbours { get; init; }

    /// <summary>Belts of detergent or lipid around the molecule.</summary>
    public IReadOnlyList<Micelle> Micelles { get; init; } = [];

    /// <summary>Parts that a fraction of the particles lacks, drawn independently of each other.</summary>
    public IReadOnlyList<MissingPart> Missing { get; init; } = [];

    /// <summary>Coordinates at which truth maps and displacements are written; null takes seven along one coordinate, a 3 × 3 grid of two, and the ends and middle of each of more.</summary>
    public IReadOnlyList<double[]>? TruthCoordinates { get; init; }

    /// <summary>The number of particles whose conformations are averaged into the consensus map.</summary>
    public int ConsensusParticles { get; init; } = 100;

    /// <summary>Low-pass of the consensus map, Å; 0 takes three times the pixel size.</summary>
    public double ConsensusResolutionAngstrom { get; init; }

    /// <summary>Distance that masks extend beyond the atoms, Å, before a soft edge of the same width.</summary>
    public double MaskMarginAngstrom { get; init; } = 8;

    /// <summary>The number of threads; 0 for one a core. The bytes written do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Returns the pixel size of the images of an optics group, Å.</summary>
    /// <param name="group">From 1.</param>
    public double TruePixelSizeAngstrom(int group) => PixelSizeAngstrom * (group % 2 == 1 ? 1 + MagnificationError : 1 - MagnificationError);
}
