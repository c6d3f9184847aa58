using System.Collections.Concurrent;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Simulation.Molecules;

namespace Flex3D.Stages.Simulation;

/// <summary>The particles of a finished simulation, rebuilt from its truth folder: their true values, and their images without noise at any coordinates.</summary>
/// <remarks>Any number of threads may use it at once. Images are those of the stacks to the last bit, less the noise.</remarks>
public sealed class SimulatedParticles
{
    private readonly IReadOnlyList<CoordinateDistribution> _distributions;
    private readonly SimulationFrame _frame;
    private readonly RealFft2 _fft;
    private readonly ConcurrentBag<ParticleImager> _idle = [];

    private SimulatedParticles(SimulationFile file)
    {
        (Options, GreyScale) = (file.Options, file.GreyScale);
        _distributions = SimulationChecks.Check(Options);
        _frame = new SimulationFrame(Options, _distributions);
        _fft = new RealFft2(Options.Box);
    }

    /// <summary>The options of the simulation.</summary>
    public SimulationOptions Options { get; }

    /// <summary>The factor from electrons per pixel to the particles' grey scale.</summary>
    public double GreyScale { get; }

    /// <summary>Opens the truth folder of a simulation.</summary>
    /// <param name="motion">The motion, for a simulation whose motion was not made from structure files; null to open the structures beside the truth.</param>
    /// <exception cref="InputException">The folder has no simulation.json, or its motion cannot be opened.</exception>
    public static SimulatedParticles Open(string truthFolder, IMotion? motion = null) => new(SimulationFile.Read(truthFolder, motion));

    /// <summary>Returns the true coordinates of a particle.</summary>
    /// <param name="particle">Its number, from 0.</param>
    public double[] Coordinates(int particle) => Draw(particle).Coordinates;

    /// <summary>Returns whether the image holds something else than the molecule.</summary>
    public bool IsJunk(int particle) => Draw(particle).IsJunk;

    /// <summary>Computes a particle's image without noise as it would be at other coordinates, all else (pose, CTF, contrast, composition, micelle, neighbours) as drawn.</summary>
    /// <param name="particle">Its number, from 0.</param>
    /// <param name="coordinates">One for each coordinate of the motion, in its unit.</param>
    /// <param name="image">[y][x], box², on the particles' grey scale.</param>
    public void Signal(int particle, ReadOnlySpan<double> coordinates, Span<float> image)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(coordinates.Length, _distributions.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Length, Options.Box * Options.Box);
        ParticleImager imager = _idle.TryTake(out ParticleImager? free) ? free : new ParticleImager(Options, _frame, _fft);
        imager.Signal(Draw(particle) with { Coordinates = coordinates.ToArray() }, GreyScale, image);
        _idle.Add(imager);
    }

    internal ParticleDraw Draw(int particle)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(particle);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(particle, Options.Count);
        return new ParticleDraw(Options, _distributions, particle);
    }
}
