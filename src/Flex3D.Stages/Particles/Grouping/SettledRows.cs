using System.Runtime.InteropServices;

namespace Flex3D.Stages.Particles.Grouping;

/// <summary>The rows of a table after its repeated images are settled: without duplicates, and with one number and one half-set for all rows of an image.</summary>
/// <remarks>The first row of an image and pose is kept; the first row of an image decides its half-set.</remarks>
internal sealed class SettledRows
{
    private const int LeftOutRow = -1;

    private readonly ParticleTable _table;
    private readonly List<int> _rows; // those of repeated images, ascending
    private readonly int[] _image; // of each of them, 0 where it is the only one left
    private readonly byte[] _half; // of each of them

    public SettledRows(ParticleTable table, ImageSet repeated)
    {
        _table = table;
        (_rows, int[] first) = Join(table, repeated);
        _image = new int[_rows.Count];
        _half = new byte[_rows.Count];
        Repeats = Decide(first);
    }

    public ImageRepeats Repeats { get; }

    /// <summary>Reads the rows to keep, in the order of the table.</summary>
    public IEnumerable<Particle> Rows()
    {
        int row = 0, next = 0;
        foreach (Particle particle in _table.All())
        {
            if (next == _rows.Count || _rows[next] != row++)
            {
                yield return particle with { Image = 0 };
                continue;
            }
            int at = next++;
            if (_image[at] != LeftOutRow)
            {
                yield return particle with { Image = _image[at], HalfSet = _half[at] };
            }
        }
    }

    // Returns the rows of repeated images, and for each the first of its image, as an index into them: joins rows that share either key.
    private static (List<int> Rows, int[] First) Join(ParticleTable table, ImageSet repeated)
    {
        List<int> rows = [], members = [];
        List<ulong> keys = [];
        int row = 0;
        foreach (Particle particle in table.All())
        {
            (ulong named, ulong given) = RepeatedImages.Keys(particle);
            bool byName = repeated.Contains(named), byNumber = given != 0 && repeated.Contains(given);
            foreach (ulong key in (ReadOnlySpan<ulong>)(byName && byNumber ? [named, given] : byName ? [named] : byNumber ? [given] : []))
            {
                keys.Add(key);
                members.Add(rows.Count);
            }
            if (byName || byNumber)
            {
                rows.Add(row);
            }
            row++;
        }
        int[] parent = [.. Enumerable.Range(0, rows.Count)];
        Span<ulong> sorted = CollectionsMarshal.AsSpan(keys);
        sorted.Sort(CollectionsMarshal.AsSpan(members));
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
            {
                int a = Root(parent, members[i - 1]), b = Root(parent, members[i]);
                (parent[Math.Max(a, b)], parent[Math.Min(a, b)]) = (Math.Min(a, b), Math.Min(a, b));
            }
        }
        for (int i = 0; i < parent.Length; i++)
        {
            parent[i] = Root(parent, i);
        }
        return (rows, parent);
    }

    private static int Root(int[] parent, int at)
    {
        while (parent[at] != at)
        {
            at = parent[at] = parent[parent[at]];
        }
        return at;
    }

    private ImageRepeats Decide(int[] first)
    {
        ulong[] order = new ulong[first.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = (ulong)first[i] << 32 | (uint)i;
        }
        Array.Sort(order);
        var left = new SortedSet<int>(); // the first rows left out, by which they are named
        var sizes = new SortedDictionary<int, int>();
        int duplicates = 0, images = 0, inBoth = 0;
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && order[to] >> 32 == order[from] >> 32;)
            {
                to++;
            }
            int[] members = [.. order[from..to].Select(entry => (int)(uint)entry)];
            (int kept, bool both) = Decide(members, images + 1, row =>
            {
                duplicates++;
                left.Add(row);
                if (left.Count > LeftOut.MostNamed)
                {
                    left.Remove(left.Max);
                }
            });
            inBoth += both ? 1 : 0;
            if (kept > 1)
            {
                images++;
                sizes[kept] = sizes.GetValueOrDefault(kept) + 1;
            }
        }
        return new(duplicates == 0 ? null : new LeftOut(RepeatedImages.DuplicateReason, duplicates, [.. left]), inBoth, [.. sizes.Select(size => (size.Key, size.Value))]);
    }

    // Decides which of an image's rows to keep. Returns their number, and whether the table has the image in both half-sets.
    private (int Kept, bool InBothHalves) Decide(int[] members, int number, Action<int> leaveOut)
    {
        var particles = new Particle[members.Length];
        _table.Read(Array.ConvertAll(members, at => _rows[at]), particles);
        var kept = new List<int>();
        for (int i = 0; i < members.Length; i++)
        {
            double pixel = _table.Optics[particles[i].Optics].PixelSizeAngstrom;
            int same = kept.FindIndex(k => SamePose.Of(particles[k], particles[i], pixel));
            if (same < 0)
            {
                kept.Add(i);
            }
            else
            {
                _image[members[i]] = LeftOutRow;
                leaveOut(particles[i].SourceRow);
            }
        }
        foreach (int k in kept)
        {
            _image[members[k]] = kept.Count > 1 ? number : 0;
            _half[members[k]] = (byte)particles[0].HalfSet;
        }
        return (kept.Count, particles.Any(p => p.HalfSet == 1) && particles.Any(p => p.HalfSet == 2));
    }
}
