using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Simulation.Noise;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Simulation.Limit;

/// <summary>Computes how well the coordinates of simulated particles can be known from their images: the Bayesian Cramér-Rao bound (Van Trees 1968).</summary>
/// <remarks>
/// For each particle the covariance of its coordinates is at best C = (I + P⁻¹)⁻¹: I the Fisher information of its image where molecule, pose,
/// shift and CTF are known (<see cref="ParticleInformation"/>), P the variances of the coordinates' distributions (of 10,000 values drawn). Where the simulation gives
/// poses, shifts or defocus values of the table errors, I and P are about these, too, and C is the part of the inverse that is the coordinates'. The position of an atom is then
/// uncertain by J C Jᵀ, J = ∂x/∂t. What a program loses beyond this is its own: it has to learn the molecule too, and its mesh is coarser than atoms.
/// <para>C treats each distribution as normal. For a uniform one it is right where the image says much (I⁻¹ much smaller than P) or nothing
/// (C = P); the end of a range that is near adds some knowledge that is not counted. Where the image says little, distant values of a coordinate may
/// look alike, and the error exceeds C: of one coordinate, or two with short ranges, a search over the true molecule tells by how much (<see cref="PosteriorSearch"/>).</para>
/// </remarks>
public static class InformationLimit
{
    private const int MostParticles = 1000, FewestParticles = 100, OneInTen = 10;

    // Of the search (PosteriorSearch): the most images of one particle and of all, and the fewest particles, where there are as many.
    private const int MostNodes = 256, MostImages = 10_000, FewestSearched = 100;

    /// <summary>Returns the number of particles for which a simulation computes the limit: one in ten, but 100 to 1,000, or all if there are fewer.</summary>
    public static int SampleOf(int count) => Math.Min(count, Math.Clamp(count / OneInTen, FewestParticles, MostParticles));

    /// <summary>Computes the limit of <paramref name="sample"/> particles, spread evenly over all.</summary>
    /// <param name="options">The simulation; its noise must not be left out.</param>
    /// <param name="greyScale">The factor from electrons per pixel to the particles' grey scale (<see cref="SimulationResult.GreyScale"/>).</param>
    /// <param name="sample">Number of particles, 1 to all.</param>
    /// <param name="noisePower">Power of the noise per Fourier component over that of white noise of sd 1, at a frequency in cycles per pixel; null for that of the options.</param>
    /// <param name="cancellation">Ends the computation.</param>
    public static SimulationLimit Compute(SimulationOptions options, double greyScale, int sample, Func<double, double>? noisePower = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<CoordinateDistribution> distributions = SimulationChecks.Check(options);
        if (double.IsPositiveInfinity(options.Snr))
        {
            throw new InputException("simulate", "limit", "particles without noise", "particles with noise");
        }
        var frame = new SimulationFrame(options, distributions);
        double[] prior = Variances(options, distributions);
        int[] varied = [.. Enumerable.Range(0, prior.Length).Where(c => prior[c] > 0)];
        int[] particles = [.. Enumerable.Range(0, sample).Select(i => (int)((long)options.Count * i / sample)).Where(particle => !new ParticleDraw(options, distributions, particle).IsJunk)];
        double[] steps = ParticleInformation.Steps(options, frame, varied);
        var stated = new StatedParameters(options);
        bool[] moving = MovingAtoms.Of(Rms(options, distributions, frame, particles));
        var fft = new RealFft2(options.Box);
        var limits = new ParticleLimit[particles.Length];
        var searched = new ParticleLimit?[particles.Length];
        bool searches = noisePower is null && stated.Count == 0 && varied.Length > 0 && !varied.Any(c => distributions[c].FewValues) && CoordinateGrid.CountFor(options, varied, steps) <= MostNodes;
        CoordinateGrid? grid = searches ? new CoordinateGrid(options, distributions, varied, steps) : null;
        int every = grid is null ? int.MaxValue : Math.Max(1, (int)Math.Ceiling(particles.Length / (double)Math.Max(FewestSearched, MostImages / grid.Count)));
        noisePower ??= options.Noise is { } noise ? new ColouredNoise(noise, options.Box, options.PixelSizeAngstrom).PowerAt : null;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, particles.Length, parallel, () => (new ParticleInformation(options, frame, fft, varied, stated, steps, moving, noisePower), grid is null ? null : new PosteriorSearch(options, frame, fft, varied, grid, noisePower)), (i, _, mine) =>
        {
            (ParticleInformation bound, PosteriorSearch? search) = mine;
            int k = varied.Length;
            double[] information = new double[bound.Count * bound.Count], spread = new double[k * k];
            bound.Of(new ParticleDraw(options, distributions, particles[i]), greyScale, information, spread);
            limits[i] = Limit(particles[i], information, spread, varied, prior, [.. Enumerable.Range(0, stated.Count).Select(n => stated.Deviation(n) * stated.Deviation(n))]);
            if (i % every == 0 && search is not null)
            {
                searched[i] = search.Of(new ParticleDraw(options, distributions, particles[i]), greyScale) is { } covariance ? Left(particles[i], covariance, spread, varied, prior.Length) : limits[i];
            }
            return mine;
        }, _ => { });
        return new SimulationLimit(limits, prior, moving.Count(moves => moves), options.Count) { Searched = [.. searched.OfType<ParticleLimit>()], Stated = stated.Left(limits) };
    }

    /// <summary>Computes C and what it leaves of one particle.</summary>
    /// <param name="stated">Prior variances of what the table states with an error, whose information follows that of the coordinates that vary.</param>
    internal static ParticleLimit Limit(int particle, double[] information, double[] spread, int[] varied, double[] prior, double[] stated)
    {
        int k = varied.Length, all = k + stated.Length;
        if (all == 0)
        {
            return Left(particle, [], spread, varied, prior.Length);
        }
        Matrix<double> inverse = Matrix<double>.Build.Dense(all, all, (c, d) => information[c * all + d] + (c != d ? 0 : 1 / (c < k ? prior[varied[c]] : stated[c - k]))).Inverse();
        double[] covariance = [.. Enumerable.Range(0, k * k).Select(i => inverse[i / k, i % k])];
        return Left(particle, covariance, spread, varied, prior.Length) with { Stated = [.. Enumerable.Range(k, stated.Length).Select(n => inverse[n, n])] };
    }

    // What a covariance of the coordinates that vary leaves of a particle.
    private static ParticleLimit Left(int particle, double[] covariance, double[] spread, int[] varied, int coordinates)
    {
        int k = varied.Length;
        double[] deviations = new double[coordinates], covariances = new double[coordinates * (coordinates - 1) / 2];
        double left = 0;
        for (int c = 0; c < k; c++)
        {
            deviations[varied[c]] = Math.Sqrt(covariance[c * k + c]);
            for (int d = 0; d < k; d++)
            {
                left += covariance[c * k + d] * spread[c * k + d];
                if (d < c)
                {
                    covariances[varied[c] * (varied[c] - 1) / 2 + varied[d]] = covariance[c * k + d];
                }
            }
        }
        return new ParticleLimit(particle, deviations, Math.Sqrt(left)) { Covariances = covariances };
    }

    private static double[] Rms(SimulationOptions options, IReadOnlyList<CoordinateDistribution> distributions, SimulationFrame frame, int[] particles)
    {
        const int Conformations = 100;
        int most = Math.Min(Conformations, particles.Length);
        return MovingAtoms.Rms([.. Enumerable.Range(0, most).Select(i =>
        {
            double[] positions = new double[frame.Rest.Length];
            frame.Place(new ParticleDraw(options, distributions, particles[(long)particles.Length * i / most]).Coordinates, positions);
            return positions;
        })]);
    }

    // Of drawn values, so that it holds for every distribution and for what the motion's range cuts off.
    private static double[] Variances(SimulationOptions options, IReadOnlyList<CoordinateDistribution> distributions)
    {
        const int Draws = 10_000;
        double[][] values = [.. Enumerable.Range(0, Draws).Select(i => new ParticleDraw(options, distributions, i).Coordinates)];
        return [.. distributions.Select((_, c) =>
        {
            double first = values[0][c], sum = values.Sum(at => at[c] - first), squares = values.Sum(at => (at[c] - first) * (at[c] - first));
            return (squares - sum * sum / Draws) / Draws;
        })];
    }
}

/// <summary>What the image of a particle leaves unknown at best.</summary>
/// <param name="Particle">Number of the particle, from 0.</param>
/// <param name="Deviations">Standard deviation of each coordinate, in its unit; 0 for one that is fixed.</param>
/// <param name="Angstrom">RMS displacement of the moving atoms that it leaves, Å.</param>
public sealed record ParticleLimit(int Particle, double[] Deviations, double Angstrom)
{
    /// <summary>Covariances of the coordinates, below the diagonal row by row: (1, 0), (2, 0), (2, 1), …; empty where they are not known.</summary>
    public double[] Covariances { get; init; } = [];

    /// <summary>Variances that the image leaves of what the table states with an error (<see cref="StatedParameters"/>); empty in a file.</summary>
    public double[] Stated { get; init; } = [];
}

/// <summary>The limit of a simulation.</summary>
/// <param name="Particles">The particles for which it was computed, ascending.</param>
/// <param name="PriorVariances">Variance of the distribution of each coordinate.</param>
/// <param name="MovingAtoms">Number of atoms over which displacements are averaged.</param>
/// <param name="Count">Particles of the simulation.</param>
public sealed record SimulationLimit(IReadOnlyList<ParticleLimit> Particles, double[] PriorVariances, int MovingAtoms, int Count)
{
    /// <summary>What a search over the true molecule leaves of some of these particles (<see cref="PosteriorSearch"/>); empty where the coordinates have too many values to search.</summary>
    public IReadOnlyList<ParticleLimit> Searched { get; init; } = [];

    /// <summary>What is left of poses, shifts and defocus where the table has errors of them; null where it has none.</summary>
    public StatedLimit? Stated { get; init; }
}
