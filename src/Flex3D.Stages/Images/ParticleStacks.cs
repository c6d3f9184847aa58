using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Quarantine;

namespace Flex3D.Stages.Images;

/// <summary>Reads the raw images of a table by offset from their stacks, each group's at its own box; thread-safe, with a bounded number of open files.</summary>
public sealed class ParticleStacks : IDisposable
{
    private const int MostOpen = 256;

    private readonly ParticleTable _table;
    private readonly Dictionary<int, OpenStack> _open = [];
    private long _clock;

    /// <param name="table">The particles.</param>
    /// <param name="passOver">Whether a bad first stack is skipped: its particles will be set aside.</param>
    /// <param name="box">Box of the images of all groups without a window; 0 for that of the first stack.</param>
    /// <exception cref="InputException">The first stack's images are not square, or it holds none.</exception>
    public ParticleStacks(ParticleTable table, bool passOver = false, int box = 0)
    {
        (_table, Box) = (table, box);
        Queue<int> stacks = new([table[0].Stack, .. passOver ? Enumerable.Range(0, table.Stacks.Count) : []]);
        while (Box == 0)
        {
            try
            {
                Box = BoxOfStack(stacks.Dequeue());
            }
            catch (InputException) when (stacks.Count > 0)
            {
                continue; // the error is reported when its particles are read
            }
        }
    }

    /// <summary>Box N of the images of all groups without a window, pixels.</summary>
    public int Box { get; }

    /// <summary>The number of pixels of the largest images.</summary>
    public int MostPixels => Enumerable.Range(0, _table.Optics.Count).Max(optics => BoxOf(optics) * BoxOf(optics));

    /// <summary>Returns the box of an optics group's images in their stacks, pixels.</summary>
    /// <param name="optics">Index into the table's optics groups.</param>
    public int BoxOf(int optics) => _table.Optics[optics].Window?.StackBox ?? Box;

    /// <summary>Byte offset in a particle's stack at which its image begins; null where the stack cannot be opened.</summary>
    public long? OffsetOf(int particle)
    {
        Particle row = _table[particle];
        try
        {
            OpenStack entry = Take(row.Stack);
            long offset = entry.Stack.OffsetOf(row.Slice);
            Return(entry);
            return offset;
        }
        catch (InputException)
        {
            return null;
        }
    }

    /// <summary>Reads one particle's pixels as they are in the stack, multiplied by its contrast sign.</summary>
    /// <param name="particle">Row of the table.</param>
    /// <param name="image">Receives the pixels, as many as <see cref="BoxOf"/> of its group says.</param>
    /// <exception cref="BadParticleException">The stack has another box or too few images, or is damaged.</exception>
    public void Read(int particle, Span<float> image)
    {
        Particle row = _table[particle];
        try
        {
            Read(row, image);
        }
        catch (InputException bad)
        {
            throw new BadParticleException(
                reason => BadParticle.Of(row, _table.Stacks[row.Stack], OffsetOf(particle), ParticleFault.Unreadable, reason),
                bad.InputSource, $"particle {row.SourceRow + 1}{(bad.Place is null ? "" : ", " + bad.Place)}", bad.Found, bad.Expected, bad.Advice, bad);
        }
        if (row.ContrastSign < 0)
        {
            for (int i = 0; i < image.Length; i++)
            {
                image[i] = -image[i];
            }
        }
    }

    private void Read(in Particle row, Span<float> image)
    {
        OpenStack entry = Take(row.Stack);
        try
        {
            int box = BoxOf(row.Optics);
            if (entry.Stack.Width != box || entry.Stack.Height != box)
            {
                throw new InputException(
                    _table.Stacks[row.Stack], null, $"images of {entry.Stack.Width} × {entry.Stack.Height} pixels",
                    $"{box} × {box} as in the first stack of optics group {_table.Optics[row.Optics].Name}", "give images of another box an optics group of their own");
            }
            entry.Stack.ReadImage(row.Slice, image);
        }
        finally
        {
            Return(entry);
        }
    }

    /// <summary>Returns the number of whole images that a stack holds, and the pixel size in its header, Å; null where it has none.</summary>
    /// <param name="stack">Index into the table's stacks.</param>
    /// <exception cref="InputException">The file is no stack.</exception>
    internal (int Images, double? PixelSizeAngstrom) HeaderOf(int stack)
    {
        OpenStack entry = Take(stack);
        (int whole, double? pixel) = (entry.Stack.CompleteImages, entry.Stack.PixelSizeAngstrom);
        Return(entry);
        return (whole, pixel);
    }

    /// <summary>Returns the box of a stack, pixels.</summary>
    /// <param name="stack">Index into the table's stacks.</param>
    /// <exception cref="InputException">The stack's images are not square, or it holds no whole image.</exception>
    internal int BoxOfStack(int stack)
    {
        OpenStack entry = Take(stack);
        (int width, int height, int whole) = (entry.Stack.Width, entry.Stack.Height, entry.Stack.CompleteImages);
        Return(entry);
        if (whole == 0) // otherwise only its header would give the size of an image, and every buffer would be as large
        {
            throw new InputException(_table.Stacks[stack], null, $"not one whole image of {width} × {height} pixels", "the images that the header counts", "the stack is truncated: copy or export it again");
        }
        return height == width ? width : throw new InputException(_table.Stacks[stack], null, $"images of {width} × {height} pixels", "square particle images");
    }

    /// <summary>Closes every file, so that each is opened again at its next read: a file that was opened before a network share failed may stay unusable. No read may be in progress.</summary>
    public void CloseFiles()
    {
        foreach (OpenStack entry in _open.Values)
        {
            entry.Stack.Dispose();
        }
        _open.Clear();
    }

    public void Dispose() => CloseFiles();

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

    // A stack that a thread reads from is never closed; with fewer threads than open stacks, at least one is idle.
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
