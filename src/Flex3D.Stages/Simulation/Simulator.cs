using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Simulation;

/// <summary>Simulates particle images of a moving molecule, and writes the ground truth with them.</summary>
/// <remarks>
/// Images are made from the atoms directly, by exact projection of Gaussians, and share no code with the operators that will
/// analyse them. Every draw is counter-based and images are written in order: the bytes depend on the options alone. Memory
/// does not grow with the number of particles.
/// <para>Folder: <c>particles.star</c>, <c>particles_000.mrcs</c> …, <c>consensus.mrc</c>, <c>mask.mrc</c>, <c>truth/particles.csv</c>
/// (particle,t0,… and what else was drawn), <c>truth/simulation.json</c> (<see cref="SimulatedParticles"/>), <c>truth/structures</c>, <c>truth/atoms.csv</c>, <c>truth/map_t*.mrc</c> (the complete molecule alone, noise-free, on the particles' grey scale),
/// <c>truth/mask_moving.mrc</c> where anything moves. Maps are in the frame of the true poses.</para>
/// </remarks>
public static class Simulator
{
    private const string Label = "Flex3D simulate";
    private const int BatchImages = 64, ScaleImages = 256;

    /// <exception cref="InputException">An option is out of its range, or the molecule does not fit the box.</exception>
    public static SimulationResult Run(SimulationOptions options, string outputFolder, IProgress<SimulationProgress>? progress = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<CoordinateDistribution> distributions = SimulationChecks.Check(options);
        var frame = new SimulationFrame(options, distributions);
        IReadOnlyList<double[]> truth = options.TruthCoordinates ?? SimulationTruth.DefaultCoordinates(options.Motion, distributions);
        int sample = Math.Max(1, Math.Min(options.Count, options.ConsensusParticles));
        ParticleDraw[] sampled = [.. Enumerable.Range(0, sample).Select(i => new ParticleDraw(options, distributions, (int)((long)options.Count * i / sample)))];
        double[][] conformations = [.. sampled.Select(draw => draw.Coordinates)];
        frame.RequireRoom([.. truth, .. conformations]);

        var fft = new RealFft2(options.Box);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount, CancellationToken = cancellation };
        double greyScale = GreyScale(options, distributions, frame, fft, parallel);
        string At(string name) => Path.Combine(Path.GetFullPath(outputFolder), name);
        WriteStacks(options, distributions, frame, fft, greyScale, parallel, At, progress);
        SimulatedTable.Write(At("particles.star"), options, distributions);

        double consensus = options.ConsensusResolutionAngstrom > 0 ? options.ConsensusResolutionAngstrom : 3 * options.PixelSizeAngstrom;
        MrcMap.Write(At("consensus.mrc"), frame.MeanDensity(sampled, greyScale, consensus), Label);
        MrcMap.Write(At("mask.mrc"), frame.Mask([.. truth, .. conformations], _ => true, micelles: true), Label);
        ParticleTruth.Write(At("truth/particles.csv"), options, distributions);
        WriteOptions(options, frame, greyScale, At("truth"));
        double[][] displacements = SimulationTruth.Displacements(frame, truth);
        SimulationTruth.WriteAtoms(At("truth/atoms.csv"), frame, displacements, truth);
        foreach (double[] coordinates in truth)
        {
            cancellation.ThrowIfCancellationRequested();
            MrcMap.Write(At($"truth/map_t{SimulationTruth.Label(coordinates)}.mrc"), frame.Density([coordinates], greyScale), Label);
        }
        double[] longest = SimulationTruth.Longest(displacements);
        string? movingMask = null;
        if (SimulationTruth.MovingMask(frame, longest) is { } moving)
        {
            movingMask = At("truth/mask_moving.mrc");
            MrcMap.Write(movingMask, moving, Label);
        }
        return new SimulationResult(At("particles.star"), At("consensus.mrc"), At("mask.mrc"), movingMask, truth, greyScale, longest.Max());
    }

    private static void WriteOptions(SimulationOptions options, SimulationFrame frame, double greyScale, string truthFolder) => new SimulationFile
    {
        Options = options,
        GreyScale = greyScale,
        FrameCentre = frame.Centre,
        ResolutionAngstrom = frame.Splat.Sigma * options.PixelSizeAngstrom / SimulationFrame.SigmaOfResolution,
        TruePixelSizesAngstrom = [.. Enumerable.Range(1, options.OpticsGroups).Select(options.TruePixelSizeAngstrom)],
    }.Write(truthFolder);

    // Finds one factor for all particles, from the first few hundred, so that the mean variance of the signal over the box becomes the SNR.
    private static double GreyScale(SimulationOptions options, IReadOnlyList<CoordinateDistribution> distributions, SimulationFrame frame, RealFft2 fft, ParallelOptions parallel)
    {
        double[] variance = new double[Math.Min(ScaleImages, options.Count)];
        Parallel.For(0, variance.Length, parallel, () => (Imager: new ParticleImager(options, frame, fft), Image: new float[options.Box * options.Box]), (i, _, mine) =>
        {
            mine.Imager.Signal(new ParticleDraw(options, distributions, i).Alone(), 1, mine.Image);
            double sum = 0, squares = 0;
            foreach (float v in mine.Image)
            {
                (sum, squares) = (sum + v, squares + (double)v * v);
            }
            variance[i] = squares / mine.Image.Length - Math.Pow(sum / mine.Image.Length, 2);
            return mine;
        }, _ => { });
        double signal = variance.Average();
        double wanted = double.IsPositiveInfinity(options.Snr) ? 1 : options.Snr;
        return signal > 0 ? Math.Sqrt(wanted / signal) : throw new InputException("simulate", null, "images without contrast", "a molecule that scatters, in the box", "check simulate.structures, shift and missing");
    }

    private static void WriteStacks(
        SimulationOptions options, IReadOnlyList<CoordinateDistribution> distributions, SimulationFrame frame, RealFft2 fft, double greyScale,
        ParallelOptions parallel, Func<string, string> at, IProgress<SimulationProgress>? progress)
    {
        int pixels = options.Box * options.Box;
        float[] images = new float[BatchImages * pixels];
        var idle = new System.Collections.Concurrent.ConcurrentBag<ParticleImager>();
        int[] starts = SimulatedTable.StackStarts(options.Count, options.Stacks);
        for (int stack = 0; stack < options.Stacks; stack++)
        {
            using MrcStackWriter writer = MrcStackWriter.Create(at(SimulatedTable.StackName(stack)), options.Box, options.PixelSizeAngstrom, Label);
            for (int first = starts[stack]; first < starts[stack + 1]; first += BatchImages)
            {
                int start = first, count = Math.Min(BatchImages, starts[stack + 1] - first);
                Parallel.For(0, count, parallel, () => idle.TryTake(out ParticleImager? free) ? free : new ParticleImager(options, frame, fft), (i, _, imager) =>
                {
                    Span<float> image = images.AsSpan(i * pixels, pixels);
                    imager.Signal(new ParticleDraw(options, distributions, start + i), greyScale, image);
                    if (!double.IsPositiveInfinity(options.Snr))
                    {
                        imager.AddNoise(start + i, image);
                    }
                    return imager;
                }, idle.Add);
                for (int i = 0; i < count; i++)
                {
                    writer.Append(images.AsSpan(i * pixels, pixels));
                }
                progress?.Report(new SimulationProgress(first + count, options.Count));
            }
            writer.Commit();
        }
    }
}
