using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Flex3D.Pipeline.Machine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Checkpoints;

/// <summary>A checkpoint file that has been verified from the first byte to the last.</summary>
/// <remarks>Opening reads the file once and keeps only the position of each section; a section is then read when it is asked for.</remarks>
internal sealed class CheckpointReader : IDisposable
{
    private readonly Stream _file;
    private readonly Dictionary<string, (long Offset, long Length)> _sections = [];

    private CheckpointReader(string path, Stream file) => (Path, _file) = (path, file);

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>Names of the sections, in the file's order.</summary>
    public IReadOnlyCollection<string> Sections => _sections.Keys;

    /// <summary>Opens and verifies a checkpoint.</summary>
    /// <exception cref="InputException">The file is no checkpoint, is of another version, or is damaged: says at which byte.</exception>
    public static CheckpointReader Open(string path, IStorage? storage = null)
    {
        Stream file = Storage.OpenRead(path, storage);
        var reader = new CheckpointReader(path, file);
        try
        {
            reader.Verify();
            return reader;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file is undamaged, by its SHA-256, and of a version of the format that this program does not know.</summary>
    internal static bool IsOfOtherVersion(string path, IStorage? storage = null)
    {
        using Stream file = Storage.OpenRead(path, storage);
        long left = file.Length - CheckpointFormat.HashLength;
        Span<byte> header = stackalloc byte[CheckpointFormat.HeaderLength];
        if (left < header.Length || file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || !header[..8].SequenceEqual(CheckpointFormat.Magic) || CheckpointFormat.Reads(BinaryPrimitives.ReadUInt32LittleEndian(header[8..])))
        {
            return false;
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        byte[] chunk = new byte[1 << 16];
        for (left -= header.Length; left > 0;)
        {
            int got = file.Read(chunk, 0, (int)Math.Min(left, chunk.Length));
            if (got == 0)
            {
                return false;
            }
            hash.AppendData(chunk, 0, got);
            left -= got;
        }
        Span<byte> stored = stackalloc byte[CheckpointFormat.HashLength];
        return file.ReadAtLeast(stored, stored.Length, throwOnEndOfStream: false) == stored.Length && stored.SequenceEqual(hash.GetHashAndReset());
    }

    /// <summary>Whether the checkpoint has a section of this name.</summary>
    public bool Has(string name) => _sections.ContainsKey(name);

    /// <summary>Reads the numbers of a section written by <see cref="CheckpointSection.Array{T}"/>.</summary>
    public T[] Array<T>(string name)
        where T : unmanaged
    {
        CheckpointSection.RequireLittleEndian();
        (long offset, long length) = Find(name);
        int size = Unsafe.SizeOf<T>();
        if (length % size != 0 || length / size > System.Array.MaxLength)
        {
            throw Bad($"byte {offset}", $"section '{name}' of {length} bytes", $"a whole number of {size}-byte values");
        }
        var values = new T[length / size];
        _file.Position = offset;
        for (int start = 0; start < values.Length; start += 1 << 20)
        {
            _file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(1 << 20, values.Length - start))));
        }
        return values;
    }

    /// <summary>Passes a section of <paramref name="bytes"/> bytes to <paramref name="read"/> as a stream, so that it need not be in memory as a whole.</summary>
    /// <exception cref="InputException">There is no such section, or it is of another length.</exception>
    public void Read(string name, long bytes, Action<Stream> read) => Read(name, (stream, length) =>
    {
        if (length != bytes)
        {
            throw Bad($"byte {stream.Position}", $"section '{name}' of {length} bytes", $"{bytes}");
        }
        read(stream);
    });

    /// <summary>Passes a section's stream and its length in bytes to <paramref name="read"/>, which must read all of it.</summary>
    /// <exception cref="InputException">There is no such section.</exception>
    public void Read(string name, Action<Stream, long> read)
    {
        CheckpointSection.RequireLittleEndian();
        (long offset, long length) = Find(name);
        _file.Position = offset;
        read(_file, length);
        if (_file.Position != offset + length)
        {
            throw new InvariantException($"{_file.Position - offset} of the {length} bytes of section '{name}' were read");
        }
    }

    /// <summary>Reads as <see cref="Array{T}(string)"/> a section that must have <paramref name="length"/> numbers, which is checked before memory is allocated.</summary>
    public T[] Array<T>(string name, int length)
        where T : unmanaged
    {
        long found = Find(name).Length;
        Require(found == (long)length * Unsafe.SizeOf<T>(), name, $"{found} bytes", $"{length} numbers of {Unsafe.SizeOf<T>()} bytes");
        return Array<T>(name);
    }

    /// <summary>Refuses content that no run with these settings could have written.</summary>
    /// <exception cref="InputException"><paramref name="holds"/> is false.</exception>
    public void Require(bool holds, string section, string found, string expected)
    {
        if (!holds)
        {
            throw Bad($"section '{section}'", found, expected, "resume with the settings and the version that wrote the checkpoint");
        }
    }

    /// <summary>Reads a value written by <see cref="CheckpointSection.Json{T}"/>.</summary>
    public T Json<T>(string name)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Array<byte>(name), CheckpointJson.Options)
                ?? throw Bad($"section '{name}'", "null", $"a {typeof(T).Name}");
        }
        catch (JsonException e)
        {
            throw Bad($"section '{name}'", e.Message, $"a {typeof(T).Name} as JSON");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private (long Offset, long Length) Find(string name) => _sections.TryGetValue(name, out (long, long) found)
        ? found
        : throw Bad(null, $"sections {string.Join(", ", _sections.Keys)}", $"one named '{name}'");

    private void Verify()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long end = _file.Length - CheckpointFormat.TrailerLength;
        if (end < CheckpointFormat.HeaderLength)
        {
            throw Bad(null, $"{_file.Length} bytes", "a checkpoint of at least 56 bytes", "the file was cut off");
        }
        Crc32C none = default;
        Span<byte> header = stackalloc byte[CheckpointFormat.HeaderLength];
        Take(header, hash, ref none);
        if (!header[..8].SequenceEqual(CheckpointFormat.Magic))
        {
            throw Bad("byte 0", "other bytes", "the magic FLEXCKPT", "is this a checkpoint?");
        }
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        if (!CheckpointFormat.Reads(version))
        {
            throw Bad("byte 8", $"version {version} of the format", $"version {CheckpointFormat.Version}, which Flex3D {RunVersions.Flex3D} reads", "resume with the version of Flex3D that wrote it, which versions.json in the run folder names");
        }
        if (count > CheckpointFormat.MostSections)
        {
            throw Bad("byte 12", $"{count} sections", $"at most {CheckpointFormat.MostSections}", "the file is damaged");
        }
        for (uint i = 0; i < count; i++)
        {
            VerifySection(hash, end);
        }
        Span<byte> endMagic = stackalloc byte[8];
        if (_file.Position != end)
        {
            throw Bad($"byte {_file.Position}", $"{_file.Length - _file.Position} bytes after the last section", $"the trailer of {CheckpointFormat.TrailerLength}");
        }
        Take(endMagic, hash, ref none);
        Span<byte> stored = stackalloc byte[CheckpointFormat.HashLength];
        _file.ReadExactly(stored);
        if (!endMagic.SequenceEqual(CheckpointFormat.EndMagic) || !stored.SequenceEqual(hash.GetHashAndReset()))
        {
            throw Bad($"byte {end}", "a SHA-256 that is not the content's", "an undamaged file");
        }
    }

    private void VerifySection(IncrementalHash hash, long end)
    {
        long start = _file.Position;
        Crc32C crc = default;
        Span<byte> lead = stackalloc byte[CheckpointFormat.LongestName + 8];
        Take(lead[..2], hash, ref crc);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(lead);
        if (nameLength is 0 or > CheckpointFormat.LongestName || start + 2 + nameLength + 8 + 4 > end)
        {
            throw Bad($"byte {start}", $"a section name of {nameLength} bytes", $"1-{CheckpointFormat.LongestName}, inside the file");
        }
        Take(lead[..(nameLength + 8)], hash, ref crc);
        string name = Encoding.ASCII.GetString(lead[..nameLength]);
        long length = BinaryPrimitives.ReadInt64LittleEndian(lead[nameLength..]);
        long offset = _file.Position;
        if (!CheckpointFormat.IsName(lead[..nameLength]) || length < 0 || length > end - offset - 4)
        {
            throw Bad($"byte {start}", $"a section of {length} bytes or with a name that is not valid", $"at most {end - offset - 4} bytes", "the file is damaged or cut off");
        }
        byte[] chunk = new byte[(int)Math.Min(1 << 20, length)];
        for (long left = length; left > 0; left -= Math.Min(left, chunk.Length))
        {
            Take(chunk.AsSpan(0, (int)Math.Min(left, chunk.Length)), hash, ref crc);
        }
        uint expected = crc.Value;
        Crc32C none = default;
        Take(lead[..4], hash, ref none);
        uint found = BinaryPrimitives.ReadUInt32LittleEndian(lead);
        if (found != expected)
        {
            throw Bad($"byte {start}, section '{name}'", $"CRC32C {found:x8}", $"{expected:x8}, that of its bytes");
        }
        if (!_sections.TryAdd(name, (offset, length)))
        {
            throw Bad($"byte {start}", $"a second section '{name}'", "each name once");
        }
    }

    private void Take(Span<byte> bytes, IncrementalHash hash, ref Crc32C crc)
    {
        _file.ReadExactly(bytes);
        hash.AppendData(bytes);
        crc.Append(bytes);
    }

    private InputException Bad(string? place, string found, string expected, string? advice = null) => new(Path, place, found, expected, advice);
}
