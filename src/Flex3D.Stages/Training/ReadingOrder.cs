using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Training;

/// <summary>The order in which an epoch reads its training particles: runs of neighbours, in random order.</summary>
/// <remarks>
/// The training particles, in the order of the table, are rotated by a random number of places and cut into runs of equal length (the
/// last is shorter); the runs are permuted. A run's images are neighbours on disk, so that one read ahead fetches them all,
/// and the runs of different epochs begin at different particles, so that a particle gets other neighbours. Every element is computed on demand
/// from (seed, epoch): the order takes no memory and does not depend on workers.
/// </remarks>
internal sealed class ReadingOrder
{
    private readonly int[] _skips;
    private readonly int _count, _turn;
    private readonly CounterPermutation _runs;

    /// <param name="particles">The number of rows of the table.</param>
    /// <param name="held">Rows that are left out, ascending.</param>
    /// <param name="runLength">The number of particles in a run, ≥ 1.</param>
    public ReadingOrder(int particles, ReadOnlySpan<int> held, int runLength, ulong seed, ulong epoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runLength, 1);
        _count = particles - held.Length;
        RunLength = runLength;
        // Entry j: the number of training particles before the held-out particle j.
        _skips = new int[held.Length];
        for (int j = 0; j < held.Length; j++)
        {
            _skips[j] = held[j] - j;
        }
        Runs = (_count + runLength - 1) / runLength;
        _turn = (int)(CounterRandom.Bits(seed, Purpose.EpochOrder, epoch, ulong.MaxValue, 0) % (ulong)_count);
        _runs = new CounterPermutation(Runs, seed, Purpose.EpochOrder, epoch);
    }

    public int RunLength { get; }

    /// <summary>The number of runs.</summary>
    public int Runs { get; }

    /// <summary>Lists the particles of runs <paramref name="from"/> … <paramref name="to"/> − 1 of the permuted order, the runs in the order of the table, the shorter one last.</summary>
    public int[] Particles(int from, int to)
    {
        int[] runs = new int[to - from];
        for (int i = 0; i < runs.Length; i++)
        {
            runs[i] = _runs[from + i];
        }
        Array.Sort(runs);
        int[] particles = new int[Length(from, to)];
        int at = 0;
        foreach (int run in runs)
        {
            int end = Math.Min(_count, (run + 1) * RunLength);
            for (int place = run * RunLength; place < end; place++)
            {
                particles[at++] = Row((int)(((long)place + _turn) % _count));
            }
        }
        return particles;
    }

    /// <summary>Returns the number of particles that <see cref="Particles"/> lists.</summary>
    public int Length(int from, int to)
    {
        int missing = Runs * RunLength - _count, length = (to - from) * RunLength;
        for (int i = from; i < to && missing > 0; i++)
        {
            if (_runs[i] == Runs - 1)
            {
                return length - missing;
            }
        }
        return length;
    }

    // Returns the row of a training particle: its number plus the number of held-out particles before it.
    private int Row(int number)
    {
        int low = 0, high = _skips.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _skips[middle] <= number ? (middle + 1, high) : (low, middle);
        }
        return number + low;
    }
}
