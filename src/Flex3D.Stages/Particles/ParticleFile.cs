using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Particles;

/// <summary>A particle table as a file of fixed-width rows, <c>prep/particles.bin</c>: written while the input is read, and read row by row.</summary>
/// <remarks>
/// Little-endian. 0: "FLEXPTB1"; 8: uint32 bytes a row (88); 12: uint32, bits 0-1: the half-sets (<see cref="GivenHalfSets"/>), bit 2: some rows have the same image, bit 3: every row
/// names its micrograph; 16: int64 rows; 24: int64 bytes of the names; 32: SHA-256 of rows, names and bytes 0-31 of the header, in this order; 64: the rows
/// (<see cref="ParticleRecord"/>); then the names: source, stacks and optics groups as JSON. A file is complete or absent.
/// </remarks>
internal static class ParticleFile
{
    private const int HeaderBytes = 64, Hashed = 32;
    private const uint HalfSets = 3, SharedImages = 4, Micrographs = 8;
    private const long MostNameBytes = 1L << 30;
    private const string Advice = "prepare the particles again";
    private static readonly JsonSerializerOptions s_json = new() { IncludeFields = true };

    private sealed record Names(string Source, IReadOnlyList<string> Stacks, IReadOnlyList<OpticsGroup> Optics);

    /// <summary>Writes the rows while they are enumerated, holding one at a time.</summary>
    /// <param name="stacks">Stacks; the list may grow while <paramref name="particles"/> is enumerated, as may <paramref name="optics"/>.</param>
    public static void Write(string path, string sourcePath, IReadOnlyList<string> stacks, IReadOnlyList<OpticsGroup> optics, IEnumerable<Particle> particles) =>
        DurableFile.Write(path, stream =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Span<byte> header = stackalloc byte[HeaderBytes];
            stream.Write(header);
            long count = 0;
            var halfSets = new HalfSetTally();
            bool hasSharedImages = false, hasMicrographs = true;
            foreach (Particle particle in particles)
            {
                var record = new ParticleRecord(particle);
                Put(MemoryMarshal.AsBytes(new ReadOnlySpan<ParticleRecord>(in record)));
                hasSharedImages |= particle.Image != 0;
                hasMicrographs &= particle.Micrograph != 0;
                halfSets.Add(particle.HalfSet);
                count++;
            }
            byte[] names = JsonSerializer.SerializeToUtf8Bytes(new Names(sourcePath, stacks, optics), s_json);
            Put(names);
            Magic.CopyTo(header);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], ParticleRecord.Bytes);
            BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)halfSets.Given | (hasSharedImages ? SharedImages : 0u) | (hasMicrographs && count > 0 ? Micrographs : 0u));
            BinaryPrimitives.WriteInt64LittleEndian(header[16..], count);
            BinaryPrimitives.WriteInt64LittleEndian(header[24..], names.Length);
            hash.AppendData(header[..Hashed]);
            hash.GetHashAndReset(header[Hashed..]);
            stream.Position = 0;
            stream.Write(header);

            void Put(ReadOnlySpan<byte> bytes)
            {
                hash.AppendData(bytes);
                stream.Write(bytes);
            }
        });

    /// <summary>Opens a table; dispose of it to close the file.</summary>
    /// <exception cref="InputException">The file is not of this kind, of another version, or damaged.</exception>
    public static ParticleTable Open(string path)
    {
        IStoredFile file = Storage.Current.Open(path);
        try
        {
            Span<byte> header = stackalloc byte[HeaderBytes];
            bool whole = Storage.ReadFully(file, header, 0) == HeaderBytes && header[..8].SequenceEqual(Magic)
                && BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) == ParticleRecord.Bytes;
            long count = BinaryPrimitives.ReadInt64LittleEndian(header[16..]), nameBytes = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
            if (!whole || count is < 0 or > int.MaxValue || nameBytes is < 2 or > MostNameBytes || file.Length != HeaderBytes + count * ParticleRecord.Bytes + nameBytes)
            {
                throw new InputException(path, null, $"{file.Length} bytes that are not a table of particles", "\"FLEXPTB1\" and as many rows as it announces", Advice);
            }
            byte[] names = Verify(file, path, header, (int)nameBytes);
            Names read = JsonSerializer.Deserialize<Names>(names, s_json) ?? throw new InputException(path, null, "null", "the names of stacks and optics groups", Advice);
            uint flags = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
            return new ParticleTable(read.Source, read.Stacks, read.Optics, new FileRows(file, path, HeaderBytes, (int)count, (GivenHalfSets)(flags & HalfSets), (flags & SharedImages) != 0, (flags & Micrographs) != 0));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static ReadOnlySpan<byte> Magic => "FLEXPTB1"u8;

    // Compares the file with its hash, and returns the names at its end.
    private static byte[] Verify(IStoredFile file, string path, ReadOnlySpan<byte> header, int nameBytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[1 << 16], names = new byte[nameBytes];
        long end = file.Length - nameBytes;
        for (long at = HeaderBytes; at < end;)
        {
            int got = file.Read(block.AsSpan(0, (int)Math.Min(block.Length, end - at)), at);
            hash.AppendData(block, 0, got);
            at += got > 0 ? got : throw new InputException(path, $"byte {at}", "the end of the file", $"{end + nameBytes} bytes", Advice);
        }
        int read = Storage.ReadFully(file, names, end);
        hash.AppendData(names, 0, read);
        hash.AppendData(header[..Hashed]);
        return header[Hashed..].SequenceEqual(hash.GetHashAndReset()) ? names
            : throw new InputException(path, null, "a SHA-256 that is not the content's", "an undamaged file", Advice);
    }
}
