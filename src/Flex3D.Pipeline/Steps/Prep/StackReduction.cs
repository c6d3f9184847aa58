using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Images;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Quarantine;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Prepares the images of a shard: reads them, reduces them to the training box and writes them, in the order of the table.</summary>
/// <remarks>Reading and reducing work on different buffers at once and change nothing else, so they may be done again.</remarks>
/// <param name="stacks">The full-size images.</param>
/// <param name="pixelSizeAngstrom">Pixel size of the prepared images, Å, for the header of their stack.</param>
/// <param name="quarantine">Receives each image that is not good; the same ones end the run, or are listed, for any number of threads.</param>
/// <param name="total">Particles of the input, those set aside before included.</param>
/// <param name="spectra">Measures the noise spectra; null to treat the noise as white.</param>
internal sealed class StackReduction(ParticleTable table, ParticleStacks stacks, ImageReduction reduction, double pixelSizeAngstrom, bool invertContrast, ParticleQuarantine quarantine, long total, NoiseSpectra? spectra)
{
    /// <summary>The number of images in a shard; the last shard has the rest.</summary>
    public const int ShardSize = 32;

    /// <summary>The number of particles in the table.</summary>
    public int Particles => table.Count;

    /// <summary>The number of optics groups in the table.</summary>
    public int Groups => table.Optics.Count;

    public Buffer CreateBuffer() => new(stacks.MostPixels, reduction, spectra);

    /// <summary>Begins the prepared stack at <paramref name="path"/>.</summary>
    public MrcStackWriter CreateStack(string path) =>
        MrcStackWriter.Create(path, reduction.TrainingBox, pixelSizeAngstrom);

    /// <summary>Writes the scalings of the images that were written, and their noise spectra.</summary>
    /// <param name="folder">Folder of prep's results.</param>
    /// <exception cref="IOException">The disk is full or fails: it may be called again.</exception>
    public void Save(NoiseMeasurement noise, string folder)
    {
        IReadOnlyList<int> pixels = reduction.BackgroundPixels;
        string path = PreparedFiles.NoiseSpectra(folder);
        if (spectra is null)
        {
            Storage.Current.Delete(path);
        }
        else
        {
            IReadOnlyList<NoiseSpectrum?> measured = spectra.Spectra();
            pixels = [.. pixels.Select((count, i) => measured[i]?.IndependentPixels(count) ?? count)];
            NoiseSpectrumFile.Write(path, table.Optics, measured);
        }
        noise.Save(PreparedFiles.Normalisation(folder), pixels);
    }

    /// <summary>Closes the open files of the images, after reading has failed.</summary>
    public void Reopen() => stacks.CloseFiles();

    /// <summary>Reads the images of a shard; input only.</summary>
    /// <exception cref="IOException">Reading failed; it may be tried again.</exception>
    public void Read(int shard, Buffer buffer)
    {
        for (int i = 0; i < CountOf(shard); i++)
        {
            int at = i;
            buffer.Bad[i] = Guard(() => stacks.Read(shard * ShardSize + at, Image(shard * ShardSize + at, at, buffer)));
        }
    }

    /// <summary>Subtracts the background, measures the noise and crops each image that was read.</summary>
    public void Reduce(int shard, Buffer buffer)
    {
        for (int i = 0; i < CountOf(shard); i++)
        {
            int at = i;
            buffer.Bad[i] ??= Guard(() => Reduce(shard * ShardSize + at, at, buffer));
        }
    }

    /// <summary>Writes the images of the next shard that are good, and their noise, and sets the others aside.</summary>
    /// <returns>The number of images that are set aside.</returns>
    /// <exception cref="IOException">The disk is full or fails: the same shard can be written again.</exception>
    /// <exception cref="InputException">An image cannot be used or, if such particles are set aside, too many images cannot.</exception>
    public int Write(int shard, Buffer buffer, MrcStackWriter stack, NoiseMeasurement noise)
    {
        List<BadParticleException> bad = [];
        int kept = 0;
        for (int i = 0; i < CountOf(shard); i++)
        {
            if (buffer.Bad[i] is { } refused)
            {
                bad.Add(refused);
                continue;
            }
            buffer.Small(i).CopyTo(buffer.Small(kept));
            buffer.Noise[kept++] = buffer.Noise[i];
        }
        if (noise.Count == stack.Count) // else they were added before the stack's own write failed
        {
            noise.Add(buffer.Noise.AsSpan(0, kept));
            for (int i = 0; i < CountOf(shard); i++)
            {
                if (buffer.Bad[i] is null && buffer.Sampled[i])
                {
                    spectra!.Add(table[shard * ShardSize + i].Optics, buffer.Sums(i));
                }
            }
        }
        stack.Append(buffer.FirstSmall(kept));
        foreach (BadParticleException refused in bad) // in memory only: no retried fault can come after this
        {
            quarantine.Add(refused);
            quarantine.RequireFew(total);
        }
        return bad.Count;
    }

    /// <summary>Returns the number of particles in a shard.</summary>
    public int CountOf(int shard) => Math.Min(ShardSize, table.Count - shard * ShardSize);

    private void Reduce(int particle, int i, Buffer buffer)
    {
        Span<float> image = Image(particle, i, buffer);
        if (invertContrast)
        {
            foreach (ref float pixel in image)
            {
                pixel = -pixel;
            }
        }
        (float offset, float deviation) = reduction.Reduce(particle, image, buffer.Small(i), buffer.Scratch);
        int optics = table[particle].Optics;
        buffer.Noise[i] = new MeasuredNoise(optics, offset, deviation);
        if (buffer.Sampled[i] = spectra?.Samples(particle, optics) ?? false)
        {
            spectra!.Measure(optics, image, deviation, buffer.SpectrumScratch!, buffer.Sums(i));
        }
    }

    private Span<float> Image(int particle, int i, Buffer buffer)
    {
        int box = stacks.BoxOf(table[particle].Optics);
        return buffer.Image(i)[..(box * box)];
    }

    // Returns why a particle's data are refused; null if they are good.
    private static BadParticleException? Guard(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (BadParticleException bad)
        {
            return bad;
        }
    }

    /// <summary>The memory of one shard.</summary>
    public sealed class Buffer(int pixels, ImageReduction reduction, NoiseSpectra? spectra)
    {
        private readonly int _length = spectra?.MostSums ?? 0;
        private readonly double[] _sums = new double[ShardSize * (spectra?.MostSums ?? 0)];
        private readonly int _small = reduction.TrainingBox * reduction.TrainingBox;
        private readonly float[] _images = new float[ShardSize * pixels];
        private readonly float[] _smalls = new float[ShardSize * reduction.TrainingBox * reduction.TrainingBox];

        /// <summary>Bytes of its large arrays.</summary>
        public long Bytes => sizeof(float) * ((long)_images.Length + _smalls.Length) + Scratch.Bytes + sizeof(double) * (long)_sums.Length + (SpectrumScratch?.Bytes ?? 0);

        internal ImageReduction.Scratch Scratch { get; } = reduction.CreateScratch();

        internal MeasuredNoise[] Noise { get; } = new MeasuredNoise[ShardSize];

        internal NoiseSpectra.Scratch? SpectrumScratch { get; } = spectra?.CreateScratch();

        internal bool[] Sampled { get; } = new bool[ShardSize];

        internal BadParticleException?[] Bad { get; } = new BadParticleException?[ShardSize];

        internal Span<float> Image(int i) => _images.AsSpan(i * pixels, pixels);

        internal Span<float> Small(int i) => _smalls.AsSpan(i * _small, _small);

        internal Span<double> Sums(int i) => _sums.AsSpan(i * _length, _length);

        internal ReadOnlySpan<float> FirstSmall(int count) => _smalls.AsSpan(0, count * _small);
    }
}
