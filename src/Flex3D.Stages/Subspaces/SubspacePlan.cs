using Flex3D.Stages.Training;

namespace Flex3D.Stages.Subspaces;

/// <summary>The phases of a fit: passes over training images, each with one step for a batch, then one over all particles, which gives each its coordinates.</summary>
/// <remarks>Phases, steps and shards depend on the seed alone, not on workers or memory.</remarks>
/// <param name="particles">Number of rows of the table.</param>
/// <param name="untrained">Rows that the components must not depend on, ascending.</param>
public sealed class SubspacePlan(int particles, int[] untrained, SubspaceOptions options)
{
    private const int Embedded = 4096;

    public SubspaceOptions Options => options;

    /// <summary>Number of particles.</summary>
    public int Particles => particles;

    /// <summary>Number of phases.</summary>
    public int Phases => options.Passes + 1;

    /// <summary>Whether a phase gives every particle its coordinates; else it fits the components.</summary>
    public bool Embeds(int phase) => phase == options.Passes;

    /// <summary>The number of images of a pass of the fit.</summary>
    public int Fitted => Math.Min(options.MostImages, particles - untrained.Length);

    /// <summary>Lists the particles of each step of a phase, in the order they are read.</summary>
    public IReadOnlyList<int[]> Steps(int phase)
    {
        if (Embeds(phase))
        {
            return [.. Enumerable.Range(0, particles).Chunk(Embedded)];
        }
        var order = new ReadingOrder(particles, untrained, options.ShardSize, options.Seed, (ulong)phase);
        int runs = Math.Min(order.Runs, (options.MostImages + options.ShardSize - 1) / options.ShardSize);
        int batches = Math.Clamp((int)Math.Round(Fitted / (double)options.BatchSize), 1, runs);
        return [.. Enumerable.Range(0, batches).Select(batch => order.Particles(runs * batch / batches, runs * (batch + 1) / batches))];
    }
}
