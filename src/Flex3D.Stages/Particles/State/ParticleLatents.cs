using System.Runtime.InteropServices;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Particles.State;

/// <summary>Latents and contrast of every particle while a step works with them: in memory for few particles, for many in a file that lives as long as the step.</summary>
/// <remarks>
/// Invariants: (1) <see cref="Stage"/> changes what is read at once and touches no file, so a commit cannot fail half-way;
/// (2) what was staged reaches the file in <see cref="Flush"/>, which after a failure can be called again; until then reading
/// finds it in memory, so at most the particles of one step wait there. The file is no result: it is made anew from a checkpoint.
/// A row is K latents and the contrast, float32. Reading is thread-safe among readers and with <see cref="Flush"/>.
/// </remarks>
public sealed class ParticleLatents : ILatentRows, IDisposable
{
    /// <summary>Up to so many particles the rows are kept in memory.</summary>
    public const int MostInMemory = 1 << 16;

    private const int Block = 4096;
    private readonly int _width;
    private readonly float[]? _memory;
    private readonly IStoredFile? _file;
    private readonly string? _path;
    private readonly Dictionary<int, float[]> _staged = [];

    /// <param name="count">Particles; each starts at latent 0 with contrast 1.</param>
    /// <param name="dimension">K ≥ 1.</param>
    /// <param name="path">File for the rows of many particles, created or emptied here and deleted on disposal.</param>
    /// <param name="mostInMemory">Particles from which on the file is used.</param>
    public ParticleLatents(int count, int dimension, string path, int mostInMemory = MostInMemory)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        (Count, Dimension, _width) = (count, dimension, dimension + 1);
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
        for (int i = _width - 1; i < block.Length; i += _width)
        {
            block[i] = 1;
        }
        for (int first = 0; first < count; first += Block)
        {
            Put(first, block.AsSpan(0, Math.Min(Block, count - first) * _width));
        }
    }

    public int Count { get; }

    public int Dimension { get; }

    /// <summary>Bytes of all rows.</summary>
    public long Bytes => (long)Count * _width * sizeof(float);

    public void Read(int first, Span<float> latents, Span<float> scales)
    {
        Span<float> rows = stackalloc float[Math.Max(1, Math.Min(scales.Length, 1024 / _width)) * _width];
        for (int done = 0; done < scales.Length;)
        {
            int count = Math.Min(rows.Length / _width, scales.Length - done);
            ReadRows(first + done, rows[..(count * _width)]);
            for (int i = 0; i < count; i++, done++)
            {
                rows.Slice(i * _width, Dimension).CopyTo(latents[(done * Dimension)..]);
                scales[done] = rows[i * _width + Dimension];
            }
        }
    }

    /// <summary>Gives a particle another row, which counts from now on; no I/O.</summary>
    public void Stage(int particle, ReadOnlySpan<float> latents, float scale)
    {
        float[] row = [.. latents, scale];
        if (_file is null)
        {
            Put(particle, row);
        }
        else
        {
            lock (_staged)
            {
                _staged[particle] = row;
            }
        }
    }

    /// <summary>Writes what was staged to the file.</summary>
    /// <exception cref="IOException">The disk is full or fails: nothing is lost, call it again.</exception>
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

    /// <summary>Sets the latents of all particles, contrasts 1.</summary>
    /// <param name="latents">[particle][K].</param>
    public void SetLatents(ReadOnlySpan<float> latents)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(latents.Length, Count * Dimension, nameof(latents));
        for (int particle = 0; particle < Count; particle++)
        {
            Put(particle, [.. latents.Slice(particle * Dimension, Dimension), 1]);
        }
    }

    /// <summary>Writes successive rows straight to where they are kept.</summary>
    /// <param name="first">The first particle.</param>
    /// <param name="latents">[particle][K].</param>
    /// <param name="scales">As many contrasts.</param>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void Write(int first, ReadOnlySpan<float> latents, ReadOnlySpan<float> scales)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(latents.Length, scales.Length * Dimension, nameof(latents));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + scales.Length, Count, nameof(first));
        float[] rows = new float[scales.Length * _width];
        for (int i = 0; i < scales.Length; i++)
        {
            latents.Slice(i * Dimension, Dimension).CopyTo(rows.AsSpan(i * _width));
            rows[i * _width + Dimension] = scales[i];
        }
        Put(first, rows);
    }

    /// <summary>Writes all rows, as a checkpoint holds them.</summary>
    public void Save(Stream stream) => InBlocks(rows => stream.Write(MemoryMarshal.AsBytes(rows)), read: true);

    /// <summary>Takes all rows from where <see cref="Save"/> put them.</summary>
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
        lock (_staged) // against a flush that is under way
        {
            if (Storage.ReadFully(_file!, bytes, (long)first * _width * sizeof(float)) != bytes.Length)
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
            _file!.Write(MemoryMarshal.AsBytes(rows), (long)first * _width * sizeof(float));
        }
    }
}
