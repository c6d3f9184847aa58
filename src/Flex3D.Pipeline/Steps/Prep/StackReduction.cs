using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Shards;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Images;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Quarantine;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Read → Downsample → Write over the images of a table, in its order: the prepared stack and the noise of each image. Only shards in flight are in memory.</summary>
/// <param name="stacks">The full-size images.</param>
/// <param name="noise">Told of each image that is good.</param>
/// <param name="quarantine">Told of each that is not; the same ones end the run, or are listed, for any number of threads.</param>
/// <param name="total">Particles of the input, those set aside before included.</param>
internal sealed class StackReduction(
    StepContext context, ParticleTable table, ParticleStacks stacks, ImageReduction reduction, NoiseMeasurement noise, ParticleQuarantine quarantine, long total)
{
    private const int ShardSize = 32, TidyEvery = 64;

    private readonly record struct Item(int Shard, Lease Lease, Buffer Buffer);

    /// <exception cref="InputException">Images that cannot be used: the first, or too many where they are set aside.</exception>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public async Task RunAsync()
    {
        int box = stacks.Box, small = reduction.TrainingBox, shards = (table.Count + ShardSize - 1) / ShardSize;
        BufferPool<Buffer> pool = ShardBuffers.Create(context, new ShardGraphOptions(context.Threads), shards, () => new Buffer(box, small, reduction), buffer => buffer.Bytes);
        using MrcStackWriter writer = MrcStackWriter.Create(PreparedFiles.Stack(context.Output), small, table.Optics[0].PixelSizeAngstrom * box / small);
        using IProgressTask progress = context.Progress.Begin("prep", table.Count, "particles");
        RunningGraph<Item> graph = StageGraph.Start<Item>("prep", 1, context.Stop)
            .Then("Read", (item, _) => ValueTask.FromResult(Read(item)), new(1))
            .Then("Downsample", (item, _) => ValueTask.FromResult(Reduce(item)), new(context.Threads))
            .End("Write", (item, _) =>
            {
                progress.Advance(Write(item, writer));
                pool.Release(item.Lease);
                return ValueTask.CompletedTask;
            }, new(1));
        for (int shard = 0; shard < shards; shard++)
        {
            try
            {
                Lease lease = await pool.RentAsync(graph.Ended).ConfigureAwait(false);
                await graph.SendAsync(new Item(shard, lease, pool[lease])).ConfigureAwait(false);
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
    }

    private int CountOf(int shard) => Math.Min(ShardSize, table.Count - shard * ShardSize);

    private Item Read(Item item)
    {
        for (int i = 0; i < CountOf(item.Shard); i++)
        {
            int at = i;
            item.Buffer.Bad[i] = Guard(() => stacks.Read(item.Shard * ShardSize + at, item.Buffer.Image(at)));
        }
        return item;
    }

    private Item Reduce(Item item)
    {
        for (int i = 0; i < CountOf(item.Shard); i++)
        {
            int at = i;
            item.Buffer.Bad[i] ??= Guard(() => Reduce(item.Shard * ShardSize + at, at, item.Buffer));
        }
        return item;
    }

    private void Reduce(int particle, int i, Buffer buffer)
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

    // One shard at a time, in the order of the table. Returns its particles.
    private int Write(Item item, MrcStackWriter writer)
    {
        int count = CountOf(item.Shard);
        for (int i = 0; i < count; i++)
        {
            if (item.Buffer.Bad[i] is { } bad)
            {
                quarantine.Add(bad);
                quarantine.RequireFew(total);
                continue;
            }
            writer.Append(item.Buffer.Small(i));
            noise.Add(item.Buffer.Noise[i].Optics, item.Buffer.Noise[i].Offset, item.Buffer.Noise[i].Deviation);
        }
        if (item.Shard % TidyEvery == TidyEvery - 1)
        {
            ProcessMemory.Tidy();
        }
        return count;
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
