using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Particles.State;

/// <summary>The state of every particle during a pipeline step: in memory for few particles, for many in a file that lives as long as the step.</summary>
/// <remarks>
/// Invariants: (1) <see cref="Stage"/> takes effect for readers at once and touches no file, so a commit cannot fail half-way;
/// (2) staged rows are written to the file in <see cref="Flush"/>, which can be called again after a failure; until then they are
/// read from memory, so at most the particles of one step are held there. The file is not a result: it is rebuilt from a checkpoint.
/// A row is the columns of <see cref="Layout"/>, float32. Reading is thread-safe among readers and with <see cref="Flush"/>.
/// </remarks>
public sealed class ParticleState : IParticleState, IDisposable
{
    /// <summary>The largest number of particles whose rows are kept in memory.</summary>
    public const int MostInMemory = 1 << 16;

    private const int Block = 4096;
    private readonly int _width;
    private readonly float[]? _memory;
    private readonly IStoredFile? _file;
    private readonly string? _path;
    private readonly Dictionary<int, float[]> _staged = [];

    /// <param name="count">The number of particles; each starts with the columns' defaults.</param>
    /// <param name="layout">The columns.</param>
    /// <param name="path">Path of the file for the rows of many particles, created or emptied here and deleted on disposal.</param>
    /// <param name="mostInMemory">The largest number of particles whose rows are kept in memory; for more the file is used.</param>
    public ParticleState(int count, ParticleLayout layout, string path, int mostInMemory = MostInMemory)
    {
        (Count, Layout, _width) = (count, layout, layout.Width);
        if (count <= mostInMemory)
        {
            _memory = new float[count * _width];
        }
        else
        {
            Storage.Current.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            (_path, _file) = (path, Storage.Current.Create(path));
        }
        float[] block = new float[Block * _width];
        var defaults = new ParticleBlock(layout, 1);
        for (int i = 0; i < Block; i++)
        {
            defaults.GetRow(0, block.AsSpan(i * _width, _width), layout);
        }
        for (int first = 0; first < count; first += Block)
        {
            Put(first, block.AsSpan(0, Math.Min(Block, count - first) * _width));
        }
    }

    public int Count { get; }

    public ParticleLayout Layout { get; }

    /// <summary>Bytes of all rows.</summary>
    public long Bytes => (long)Count * Layout.RowBytes;

    public void Read(int first, int count, ParticleBlock into, int at = 0)
    {
        Layout.RequireSameLatents(into.Layout);
        Span<float> rows = stackalloc float[Math.Max(1, Math.Min(count, 1024 / _width)) * _width];
        for (int done = 0; done < count;)
        {
            int read = Math.Min(rows.Length / _width, count - done);
            ReadRows(first + done, rows[..(read * _width)]);
            into.SetRows(at + done, rows[..(read * _width)], Layout);
            done += read;
        }
    }

    /// <summary>Replaces the row of a particle, with effect at once; no I/O.</summary>
    /// <param name="particle">The particle.</param>
    /// <param name="from">A block with the particle's numbers in all columns of the state.</param>
    /// <param name="row">The row of <paramref name="from"/> for this particle.</param>
    public void Stage(int particle, ParticleBlock from, int row)
    {
        Layout.RequireSameLatents(from.Layout);
        if (_memory is not null)
        {
            from.GetRow(row, _memory.AsSpan(particle * _width, _width), Layout);
            return;
        }
        float[] numbers = new float[_width];
        from.GetRow(row, numbers, Layout);
        lock (_staged)
        {
            _staged[particle] = numbers;
        }
    }

    /// <summary>Writes the staged rows to the file.</summary>
    /// <exception cref="IOException">The disk is full or fails; nothing is lost, and the call can be repeated.</exception>
    public void Flush()
    {
        if (_file is null)
        {
            return;
        }
        lock (_staged)
        {
            foreach ((int particle, float[] row) in _staged)
            {
                Put(particle, row);
            }
            _staged.Clear();
        }
    }

    /// <summary>Sets the numbers of all particles in a column; the other columns are kept.</summary>
    /// <param name="column">A column of the layout.</param>
    /// <param name="writer">The source of the numbers.</param>
    /// <param name="values">[particle][number].</param>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    /// <exception cref="InvariantException"><paramref name="writer"/> may not change the column, or staged rows have not been written to the file.</exception>
    public void Write(ParticleColumn column, ColumnWriters writer, ReadOnlySpan<float> values)
    {
        column.RequireWriter(writer);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Count * Layout.WidthOf(column), nameof(values));
        Restore(column, 0, values);
    }

    /// <summary>Restores the numbers of successive particles in a column, directly in memory or in the file; the other columns are kept.</summary>
    /// <param name="column">A column of the layout.</param>
    /// <param name="first">The first particle.</param>
    /// <param name="values">[particle][number].</param>
    internal void Restore(ParticleColumn column, int first, ReadOnlySpan<float> values)
    {
        int width = Layout.WidthOf(column), offset = Layout.OffsetOf(column), count = values.Length / width;
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, count * width, nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, Count, nameof(first));
        lock (_staged)
        {
            if (_staged.Count > 0)
            {
                throw new InvariantException($"'{column.Name}' cannot be written while {_staged.Count} particles are staged");
            }
        }
        float[] block = new float[Math.Min(Block, count) * _width];
        for (int done = 0; done < count; done += Block)
        {
            Span<float> rows = block.AsSpan(0, Math.Min(Block, count - done) * _width);
            ReadRows(first + done, rows);
            for (int i = 0; i < rows.Length / _width; i++)
            {
                values.Slice((done + i) * width, width).CopyTo(rows[(i * _width + offset)..]);
            }
            Put(first + done, rows);
        }
    }

    /// <summary>Writes all rows, in the form that a checkpoint holds.</summary>
    public void Save(Stream stream) => InBlocks(rows => stream.Write(MemoryMarshal.AsBytes(rows)), read: true);

    /// <summary>Reads all rows that <see cref="Save"/> wrote.</summary>
    public void Load(Stream stream)
    {
        lock (_staged)
        {
            _staged.Clear();
        }
        InBlocks(rows => stream.ReadExactly(MemoryMarshal.AsBytes(rows)), read: false);
    }

    public void Dispose()
    {
        if (_file is not null)
        {
            _file.Dispose();
            Storage.Current.Delete(_path!);
        }
    }

    private delegate void OnRows(Span<float> rows);

    private void InBlocks(OnRows work, bool read)
    {
        float[] block = new float[Block * _width];
        for (int first = 0; first < Count; first += Block)
        {
            Span<float> rows = block.AsSpan(0, Math.Min(Block, Count - first) * _width);
            if (read)
            {
                ReadRows(first, rows);
                work(rows);
            }
            else
            {
                work(rows);
                Put(first, rows);
            }
        }
    }

    private void ReadRows(int first, Span<float> rows)
    {
        if (_memory is not null)
        {
            _memory.AsSpan(first * _width, rows.Length).CopyTo(rows);
            return;
        }
        Span<byte> bytes = MemoryMarshal.AsBytes(rows);
        lock (_staged) // a flush may be in progress
        {
            if (Storage.ReadFully(_file!, bytes, (long)first * Layout.RowBytes) != bytes.Length)
            {
                throw new IOException($"'{_path}' ends before particle {first + rows.Length / _width}");
            }
            for (int i = 0; i < rows.Length / _width && _staged.Count > 0; i++)
            {
                if (_staged.TryGetValue(first + i, out float[]? row))
                {
                    row.CopyTo(rows[(i * _width)..]);
                }
            }
        }
    }

    private void Put(int first, ReadOnlySpan<float> rows)
    {
        if (_memory is not null)
        {
            rows.CopyTo(_memory.AsSpan(first * _width));
        }
        else
        {
            _file!.Write(MemoryMarshal.AsBytes(rows), (long)first * Layout.RowBytes);
        }
    }
}
