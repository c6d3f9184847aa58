using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Images;

/// <summary>The raw images of a table, read by offset from their stacks; thread-safe, a bounded number of files open.</summary>
public sealed class ParticleStacks : IDisposable
{
    private const int MostOpen = 256;

    private readonly ParticleTable _table;
    private readonly Dictionary<int, OpenStack> _open = [];
    private long _clock;

    /// <exception cref="InputException">The first stack's images are not square.</exception>
    public ParticleStacks(ParticleTable table)
    {
        _table = table;
        OpenStack first = Take(table[0].Stack);
        (int width, int height, int whole) = (first.Stack.Width, first.Stack.Height, first.Stack.CompleteImages);
        Return(first);
        if (whole == 0) // its header alone says how large an image is, and every buffer would be as large
        {
            throw new InputException(table.Stacks[table[0].Stack], null, $"not one whole image of {width} × {height} pixels", "the images that the header counts", "the stack is truncated: copy or export it again");
        }
        if (height != width)
        {
            throw new InputException(table.Stacks[table[0].Stack], null, $"images of {width} × {height} pixels", "square particle images");
        }
        Box = width;
    }

    /// <summary>N of the images.</summary>
    public int Box { get; }

    /// <summary>Reads one particle's pixels, times its contrast sign.</summary>
    /// <exception cref="InputException">The stack has another box or too few images, or is damaged.</exception>
    public void Read(int particle, Span<float> image)
    {
        Particle row = _table[particle];
        OpenStack entry = Take(row.Stack);
        try
        {
            if (entry.Stack.Width != Box || entry.Stack.Height != Box)
            {
                throw new InputException(
                    _table.Stacks[row.Stack], $"particle {particle + 1}", $"images of {entry.Stack.Width} × {entry.Stack.Height} pixels",
                    $"{Box} × {Box} as in the first stack", "bring all optics groups to one box first");
            }
            entry.Stack.ReadImage(row.Slice, image);
        }
        finally
        {
            Return(entry);
        }
        if (row.ContrastSign < 0)
        {
            for (int i = 0; i < image.Length; i++)
            {
                image[i] = -image[i];
            }
        }
    }

    public void Dispose()
    {
        foreach (OpenStack entry in _open.Values)
        {
            entry.Stack.Dispose();
        }
    }

    private OpenStack Take(int index)
    {
        lock (_open)
        {
            if (!_open.TryGetValue(index, out OpenStack? entry))
            {
                if (_open.Count >= MostOpen)
                {
                    CloseLeastRecent();
                }
                _open[index] = entry = new OpenStack(MrcStack.Open(_table.Stacks[index]));
            }
            entry.Users++;
            entry.LastUse = ++_clock;
            return entry;
        }
    }

    private void Return(OpenStack entry)
    {
        lock (_open)
        {
            entry.Users--;
        }
    }

    // A stack that a thread reads from is never closed; with fewer threads than open stacks one is always idle.
    private void CloseLeastRecent()
    {
        KeyValuePair<int, OpenStack> oldest = _open.Where(pair => pair.Value.Users == 0).MinBy(pair => pair.Value.LastUse);
        _open.Remove(oldest.Key);
        oldest.Value.Stack.Dispose();
    }

    private sealed class OpenStack(MrcStack stack)
    {
        public MrcStack Stack { get; } = stack;
        public int Users { get; set; }
        public long LastUse { get; set; }
    }
}
