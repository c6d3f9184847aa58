using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Particles;

/// <summary>The rows of a <see cref="ParticleFile"/>, read on demand.</summary>
/// <remarks>Successive rows are read in one operation by offset. A mapped file would cost less, but its pages count as resident memory.</remarks>
internal sealed class FileRows(IStoredFile file, string path, long offset, int count, GivenHalfSets halfSets, bool hasSharedImages, bool hasMicrographs) : IParticleRows
{
    public int Count => count;

    public GivenHalfSets HalfSets => halfSets;

    public bool HasSharedImages => hasSharedImages;

    public bool HasMicrographs => hasMicrographs;

    public void Read(int first, Span<ParticleRecord> records)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(records);
        int got = Storage.ReadFully(file, bytes, offset + (long)first * ParticleRecord.Bytes);
        if (got < bytes.Length)
        {
            throw new InputException(path, $"particle {first + got / ParticleRecord.Bytes + 1}", "the end of the file", $"{count} particles", "prepare the particles again");
        }
    }

    public void Dispose() => file.Dispose();
}
