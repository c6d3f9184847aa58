using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Engine.Fourier;
using Flex3D.Stages.Engine.Imaging;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Images;
using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Selection;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps;

/// <summary>Full-size stacks → one Fourier-cropped training stack, the noise of each image, the solvent mask and the grey scale.</summary>
internal static class PrepStep
{
    private const int ShardSize = 32;

    public static async Task RunAsync(StepContext context, PrepOptions options)
    {
        ParticleSelection? selection = RunInputs.Selection(context);
        bool setsAside = context.Options.Safety.BadParticles == BadParticles.Quarantine;
        var quarantine = new ParticleQuarantine(RunInputs.ParticlesPath(context), stops: !setsAside, context.Options.Safety.QuarantineLimit);
        using ParticleTable table = RunInputs.Particles(context, selection, quarantine, PreparedFiles.Table(context.Output));
        long total = table.Count + quarantine.Particles.Count;
        quarantine.RequireFew(total);
        using var stacks = new ParticleStacks(table, passOver: setsAside);
        int box = stacks.Box;
        double pixel = table.Optics[0].PixelSizeAngstrom;
        GoodSizes.Require(box, $"the images of '{table.SourcePath}'");
        foreach (OpticsGroup optics in table.Optics.Where(optics => optics.Box > 0 && optics.Box != box))
        {
            throw new InputException(
                table.SourcePath, $"optics group {optics.Name}", $"images of {optics.Box} pixels", $"{box}, as in the stack '{table.Stacks[table[0].Stack]}'",
                "one of the two has been cropped or scaled: give the table that belongs to the stack");
        }
        int trainingBox = options.TrainingBox ?? AutomaticSettings.TrainingBox(box);
        if (trainingBox > box)
        {
            throw new InputException("the pipeline", "prep.trainingBox", $"{trainingBox}", $"at most the images' box, {box}");
        }
        GoodSizes.Require(trainingBox, "prep.trainingBox");
        DensityMap map = RunInputs.Map(RunInputs.MapPath(context), "map", box, pixel);
        DensityMap mask = Mask(context, options, map, box, pixel);
        context.Run.RecordInputs([RunInputs.ParticlesPath(context), RunInputs.MapPath(context), .. table.Stacks, .. selection?.File is { } file ? [file] : Array.Empty<string>()]);
        context.Log.Information("{Count} particles of {Box} pixels at {Pixel} Å, training at {Training} pixels", table.Count, box, pixel, trainingBox);

        var reduction = new ImageReduction(table, box, trainingBox, RadiusPixels(mask), stacks);
        string normalised = PreparedFiles.Normalisation(context.Output);
        using (var noise = new NoiseMeasurement(DurableFile.TemporaryOf(normalised + ".measured"), table.Optics.Count))
        {
            await ReduceAsync(context, table, stacks, reduction, noise, quarantine, total).ConfigureAwait(false);
            noise.Save(normalised, reduction.BackgroundPixels);
        }
        using ParticleTable kept = Keep(context, table, quarantine.Particles, total);
        using NoiseNormalisation normalisation = NoiseNormalisation.Open(normalised, kept.Count);
        MrcMap.Write(PreparedFiles.Mask(context.Output), mask, "Flex3D solvent mask");

        (double scale, double energy) = Calibration.Measure(context, kept, normalisation, map, mask, box, trainingBox);
        double fullScale = scale * trainingBox * trainingBox / ((double)box * box);
        context.Log.Information("grey scale {Scale} (images over map), signal energy {Energy} an image", Math.Round(fullScale, 4), Math.Round(energy, 1));
        if (!(scale > 0))
        {
            throw new InputException(
                table.SourcePath, null, $"images that anticorrelate with the map '{RunInputs.MapPath(context)}' (grey scale {scale:g3})", "protein that is white in images and map",
                "set prep.invertContrast, or check the poses' convention and the pixel size");
        }
        InputOptions inputs = context.Options.Inputs;
        new PreparedFiles(RunInputs.ParticlesPath(context), inputs.DataDir, inputs.Stack, RunInputs.MapPath(context), kept.Count, box, trainingBox, pixel, scale, fullScale, energy)
        {
            Selection = selection is null ? null : PreparedSelection.Of(kept, selection),
            Quarantined = quarantine.Particles.Count,
        }.Write(context.Output);
    }

    // The list of what was set aside, and the table without it, which later steps read.
    private static ParticleTable Keep(StepContext context, ParticleTable table, IReadOnlyList<BadParticle> aside, long total)
    {
        string list = PreparedFiles.QuarantineOf(context.Output), rows = PreparedFiles.Table(context.Output);
        if (aside.Count == 0)
        {
            Storage.Current.Delete(list);
        }
        else
        {
            QuarantineFile.Write(list, aside);
            context.Log.Warning("{Count} of {Total} particles are set aside: {Faults:l}; {List} lists them", aside.Count, total, ParticleQuarantine.Summary(aside), list);
        }
        ParticleTable kept = aside.Count == 0 ? ParticleTableReader.OpenRows(rows) : ParticleTableReader.WithoutRows(table, aside.Select(particle => particle.Row).ToHashSet(), rows);
        kept.Selection = table.Selection is { } outcome ? outcome with { Selected = kept.Count } : null;
        return kept;
    }

    private static DensityMap Mask(StepContext context, PrepOptions options, DensityMap map, int box, double pixel)
    {
        if (RunInputs.MaskPath(context) is { } path)
        {
            DensityMap given = RunInputs.Map(path, "mask", box, pixel);
            MapChecks.RequireMask(given, path);
            context.Run.RecordInputs([path]);
            return given;
        }
        var settings = new SolventMaskOptions
        {
            LowPassAngstrom = options.MaskLowPass,
            Threshold = options.MaskThreshold,
            DilateAngstrom = options.MaskDilation,
            SoftEdgeAngstrom = options.MaskSoftEdge,
        };
        return SolventMask.Create(map, settings, (m, resolution) => RadialFilter.LowPassAngstrom(m, resolution));
    }

    // Images are read, reduced and written in the order of the table; only shards in flight are in memory.
    private static async Task ReduceAsync(StepContext context, ParticleTable table, ParticleStacks stacks, ImageReduction reduction, NoiseMeasurement noise, ParticleQuarantine quarantine, long total)
    {
        int box = stacks.Box, small = reduction.TrainingBox, shards = (table.Count + ShardSize - 1) / ShardSize;
        BufferPool<Buffer> pool = ShardBuffers.Create(context, new ShardGraphOptions(context.Threads), shards, () => new Buffer(box, small, reduction), buffer => buffer.Bytes);
        using MrcStackWriter writer = MrcStackWriter.Create(PreparedFiles.Stack(context.Output), small, table.Optics[0].PixelSizeAngstrom * box / small);
        using IProgressTask progress = context.Progress.Begin("prep", table.Count, "particles");
        RunningGraph<(int Shard, Lease Lease)> graph = StageGraph.Start<(int Shard, Lease Lease)>("prep", 1, context.Stop)
            .Then("Read", (item, _) => ValueTask.FromResult(Read(item)), new(1))
            .Then("Downsample", (item, _) => ValueTask.FromResult(Reduce(item)), new(context.Threads))
            .End("Write", (item, _) => Write(item), new(1));
        for (int shard = 0; shard < shards; shard++)
        {
            Lease lease;
            try
            {
                lease = await pool.RentAsync(graph.Ended).ConfigureAwait(false);
                await graph.SendAsync((shard, lease)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (graph.Ended.IsCancellationRequested)
            {
                break; // Completion below holds the reason
            }
        }
        graph.Complete();
        await graph.Completion.ConfigureAwait(false);
        context.Stop.ThrowIfCancellationRequested();
        writer.Commit();

        (int Shard, Lease Lease) Each((int Shard, Lease Lease) item, Action<int, int, Buffer> work)
        {
            Buffer buffer = pool[item.Lease];
            for (int i = 0; i < ShardSize && item.Shard * ShardSize + i < table.Count; i++)
            {
                work(item.Shard * ShardSize + i, i, buffer);
            }
            return item;
        }

        (int Shard, Lease Lease) Read((int Shard, Lease Lease) item) => Each(item, (particle, i, buffer) =>
            buffer.Bad[i] = Guard(() => stacks.Read(particle, buffer.Image(i))));

        (int Shard, Lease Lease) Reduce((int Shard, Lease Lease) item) => Each(item, (particle, i, buffer) =>
        {
            buffer.Bad[i] ??= Guard(() => ReduceOne(particle, i, buffer));
        });

        void ReduceOne(int particle, int i, Buffer buffer)
        {
            if (context.Options.Prep!.InvertContrast)
            {
                foreach (ref float pixel in buffer.Image(i))
                {
                    pixel = -pixel;
                }
            }
            (float offset, float deviation) = reduction.Reduce(particle, buffer.Image(i), buffer.Small(i), buffer.Scratch);
            buffer.Noise[i] = (table[particle].Optics, offset, deviation);
        }

        ValueTask Write((int Shard, Lease Lease) item)
        {
            int done = 0;
            Each(item, (_, i, buffer) =>
            {
                done++;
                if (buffer.Bad[i] is { } bad)
                {
                    quarantine.Add(bad); // here, in the order of the table: the same particles end the run, or are listed, for any number of threads
                    quarantine.RequireFew(total);
                    return;
                }
                writer.Append(buffer.Small(i));
                noise.Add(buffer.Noise[i].Optics, buffer.Noise[i].Offset, buffer.Noise[i].Deviation);
            });
            pool.Release(item.Lease);
            progress.Advance(done);
            if (item.Shard % 64 == 63)
            {
                GC.Collect(1); // as after a training step: memory does not depend on how many particles there are
            }
            return ValueTask.CompletedTask;
        }
    }

    // What a particle's data are refused for; null where they are good.
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

    // The farthest voxel of the mask from the centre: the particle's radius at any pose.
    private static double RadiusPixels(DensityMap mask)
    {
        int n = mask.Box;
        double farthest = 0;
        for (int z = 0; z < n; z++)
        {
            for (int y = 0; y < n; y++)
            {
                for (int x = 0; x < n; x++)
                {
                    if (mask[z, y, x] > 0.5f)
                    {
                        double dx = x - n / 2, dy = y - n / 2, dz = z - n / 2;
                        farthest = Math.Max(farthest, dx * dx + dy * dy + dz * dz);
                    }
                }
            }
        }
        return Math.Sqrt(farthest);
    }

    private sealed class Buffer(int box, int small, ImageReduction reduction)
    {
        private readonly float[] _images = new float[ShardSize * box * box];
        private readonly float[] _small = new float[ShardSize * small * small];

        public ImageReduction.Scratch Scratch { get; } = reduction.CreateScratch();

        public (int Optics, float Offset, float Deviation)[] Noise { get; } = new (int, float, float)[ShardSize];

        public BadParticleException?[] Bad { get; } = new BadParticleException?[ShardSize];

        public long Bytes => sizeof(float) * ((long)_images.Length + _small.Length) + Scratch.Bytes;

        public Span<float> Image(int i) => _images.AsSpan(i * box * box, box * box);

        public Span<float> Small(int i) => _small.AsSpan(i * small * small, small * small);
    }
}
