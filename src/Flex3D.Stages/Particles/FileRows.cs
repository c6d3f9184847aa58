using System.Runtime.InteropServices;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles;

/// <summary>Rows of a <see cref="ParticleFile"/>, each read when it is asked for.</summary>
/// <remarks>
/// A row is one read by offset of 88 bytes, about a microsecond from the system's page cache, against the thousands that its image
/// takes. A mapped file would cost less, but its pages count as resident memory.
/// </remarks>
internal sealed class FileRows(IStoredFile file, string path, long offset, int count, bool hasHalfSets) : IParticleRows
{
    public int Count => count;

    public bool HasHalfSets => hasHalfSets;

    public ParticleRecord Read(int index)
    {
        ParticleRecord record = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<ParticleRecord>(ref record));
        return Storage.ReadFully(file, bytes, offset + (long)index * ParticleRecord.Bytes) == bytes.Length
            ? record
            : throw new InputException(path, $"particle {index + 1}", "the end of the file", $"{count} particles", "prepare the particles again");
    }

    public void Dispose() => file.Dispose();
}
