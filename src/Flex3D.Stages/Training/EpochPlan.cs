namespace Flex3D.Stages.Training;

/// <summary>What the shards of a step are for.</summary>
public enum StepKind
{
    Flow,
    Map,
    Embed,

    /// <summary>Held-out particles: latents are inferred and losses measured; no gradient.</summary>
    Validate,
}

/// <summary>One step: its particles and what is done with them.</summary>
/// <param name="Kind">What the step is for.</param>
/// <param name="Search">Whether latents are inferred first (the first of several steps on one minibatch does).</param>
/// <param name="SubStep">Number of the step on its minibatch.</param>
/// <param name="Particles">Rows of the table, ascending.</param>
public sealed record TrainingStep(StepKind Kind, bool Search, int SubStep, int[] Particles)
{
    /// <summary>Shards of at most <paramref name="shardSize"/> images.</summary>
    public int ShardCount(int shardSize) => (Particles.Length + shardSize - 1) / shardSize;

    /// <summary>The particles of one shard.</summary>
    public ReadOnlySpan<int> Shard(int shard, int shardSize) =>
        Particles.AsSpan(shard * shardSize, Math.Min(shardSize, Particles.Length - shard * shardSize));
}

/// <summary>The steps of an epoch: a fixed partition of the seeded permutation, whatever the number of workers or the memory.</summary>
public static class EpochPlan
{
    /// <summary>The particles held out of training, ascending; the same for every epoch.</summary>
    public static int[] HeldOut(int particles, TrainingOptions options)
    {
        int[] held = CounterRandom.Permutation(particles, options.Seed, Purpose.HeldOut, 0)[..Math.Min(options.HeldOut, particles / 2)];
        Array.Sort(held);
        return held;
    }

    /// <summary>The steps of epoch <paramref name="epoch"/>, in order.</summary>
    public static IReadOnlyList<TrainingStep> Create(int particles, TrainingOptions options, int epoch)
    {
        EpochSettings settings = EpochSchedule.At(options, epoch);
        int[] held = HeldOut(particles, options);
        var isHeld = new HashSet<int>(held);
        int[] order = Array.FindAll(CounterRandom.Permutation(particles, options.Seed, Purpose.EpochOrder, (ulong)epoch), p => !isHeld.Contains(p));
        int batches = Math.Max(1, (int)Math.Round(order.Length / (double)options.BatchSize));
        int repeats = settings.Kind == EpochKind.Flow ? options.StepsPerBatch : 1;
        StepKind kind = settings.Kind switch { EpochKind.Flow => StepKind.Flow, EpochKind.Map => StepKind.Map, _ => StepKind.Embed };
        var steps = new List<TrainingStep>();
        for (int b = 0; b < batches; b++)
        {
            int from = (int)((long)order.Length * b / batches), to = (int)((long)order.Length * (b + 1) / batches);
            int[] batch = order[from..to];
            Array.Sort(batch);
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                steps.Add(new(kind, settings.Search is not null && repeat == 0, repeat, batch));
            }
        }
        if (held.Length > 0)
        {
            steps.Add(new(StepKind.Validate, settings.Search is not null, 0, held));
        }
        return steps;
    }
}
