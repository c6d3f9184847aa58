using System.Collections;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>The steps of an epoch: a fixed partition of the <see cref="ReadingOrder"/>, independent of the number of workers and the memory.</summary>
/// <remarks>A step is computed on demand; only the latest minibatches are kept. A shard of full size is one run of neighbours. Thread-safe.</remarks>
public sealed class EpochPlan : IReadOnlyList<TrainingStep>
{
    private const int Kept = 8;

    private sealed record Minibatch(int Number, int[] Particles);

    private readonly ReadingOrder _order;
    private readonly int[] _held;
    private readonly int _batches, _repeats;
    private readonly StepKind _kind;
    private readonly bool _search;
    private readonly Minibatch?[] _kept = new Minibatch?[Kept];

    private EpochPlan(ImageGroups images, TrainingOptions options, int epoch, HalfSet? half)
    {
        EpochSettings settings = EpochSchedule.At(options, epoch);
        (_held, _, HeldOutMicrographs) = HoldOut(images, options);
        int[] untrained = Untrained(images, options, half, _held);
        Trained = images.Rows - untrained.Length;
        int[] left = settings.Kind == EpochKind.Embed ? _held : untrained; // every particle gets a latent in the end
        _order = new ReadingOrder(images.Rows, left, Math.Min(options.ShardSize, options.BatchSize), options.Seed, (ulong)epoch);
        _batches = Math.Clamp((int)Math.Round((images.Rows - left.Length) / (double)options.BatchSize), 1, _order.Runs);
        _repeats = EpochSchedule.StepsPerBatch(options, epoch, _batches);
        _kind = settings.Kind switch { EpochKind.Flow => StepKind.Flow, EpochKind.Map => StepKind.Map, _ => StepKind.Embed };
        _search = settings.Search is not null;
        Count = _batches * _repeats + (_held.Length > 0 ? 1 : 0);
    }

    /// <summary>The number of particles that are trained on.</summary>
    public int Trained { get; }

    /// <summary>The number of micrographs of the held-out particles; 0 where these were drawn by image.</summary>
    public int HeldOutMicrographs { get; }

    /// <summary>The number of steps of the epoch.</summary>
    public int Count { get; }

    /// <summary>Returns a step, by its number in the epoch.</summary>
    public TrainingStep this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            int batch = index / _repeats, repeat = index % _repeats;
            return batch == _batches
                ? new(StepKind.Validate, _search, 0, true, _held)
                : new(_kind, _search && repeat == 0, repeat, repeat == _repeats - 1, Batch(batch));
        }
    }

    /// <summary>Returns the number of particles of a step, without listing them.</summary>
    public int Particles(int step)
    {
        int batch = step / _repeats;
        return batch == _batches ? _held.Length : _order.Length(FirstRun(batch), FirstRun(batch + 1));
    }

    /// <summary>Lists the particles held out of training, ascending: all rows of <see cref="TrainingOptions.HeldOut"/> images, or of about so many, those of whole micrographs; the same for every epoch.</summary>
    public static int[] HeldOut(ImageGroups images, TrainingOptions options) => HoldOut(images, options).Rows;

    /// <summary>Draws the particles to hold out: by whole micrographs where the table has enough of them (<see cref="WholeMicrographs"/>), else by image.</summary>
    /// <returns>The rows, ascending; the number of their images, and of their micrographs, 0 where they were drawn by image.</returns>
    public static (int[] Rows, int Images, int Micrographs) HoldOut(ImageGroups images, TrainingOptions options)
    {
        int wanted = Math.Min(options.HeldOut, images.Images / 2);
        if (WholeMicrographs.Draw(images, wanted, options.Seed) is var (first, micrographs))
        {
            return (images.RowsOf(first), first.Length, micrographs);
        }
        var draw = new CounterPermutation(images.Rows, options.Seed, Purpose.HeldOut, 0);
        int[] held = new int[wanted];
        for (int i = 0, found = 0; found < held.Length; i++)
        {
            if (images.IsFirst(draw[i]))
            {
                held[found++] = draw[i];
            }
        }
        return (images.RowsOf(held), wanted, 0);
    }

    /// <summary>Lists the particles held out of training where each has an image of its own.</summary>
    public static int[] HeldOut(int particles, TrainingOptions options) => HeldOut(ImageGroups.Alone(particles), options);

    /// <summary>Lists the particles that are not trained on, ascending: those held out, where one half-set is trained on those of the other, and those beyond <see cref="TrainingOptions.MostParticles"/>. No map, flow or latent that training learns may depend on them.</summary>
    public static int[] Untrained(ImageGroups images, TrainingOptions options, HalfSet? half) => Untrained(images, options, half, HeldOut(images, options));

    private static int[] Untrained(ImageGroups images, TrainingOptions options, HalfSet? half, int[] held) =>
        LearningSample.LeftOut(images, options.MostParticles, half?.Untrained(held) ?? held, options.Seed);

    /// <summary>Creates the plan of the steps of epoch <paramref name="epoch"/>, in order.</summary>
    /// <param name="half">The half-set that is trained on; null for all particles.</param>
    public static EpochPlan Create(ImageGroups images, TrainingOptions options, int epoch, HalfSet? half = null) => new(images, options, epoch, half);

    /// <summary>Creates the plan of an epoch of particles that each have an image of their own.</summary>
    public static EpochPlan Create(int particles, TrainingOptions options, int epoch) => Create(ImageGroups.Alone(particles), options, epoch);

    public IEnumerator<TrainingStep> GetEnumerator()
    {
        for (int step = 0; step < Count; step++)
        {
            yield return this[step];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int FirstRun(int batch) => (int)((long)_order.Runs * batch / _batches);

    private int[] Batch(int batch)
    {
        ref Minibatch? kept = ref _kept[batch % Kept];
        Minibatch? found = Volatile.Read(ref kept);
        if (found?.Number != batch)
        {
            found = new(batch, _order.Particles(FirstRun(batch), FirstRun(batch + 1)));
            Volatile.Write(ref kept, found);
        }
        return found.Particles;
    }
}
