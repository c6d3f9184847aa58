using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Checkpoints;

/// <summary>Writes one checkpoint file, whole or not at all.</summary>
internal static class CheckpointWriter
{
    /// <summary>Creates or replaces <paramref name="path"/>; when this returns, the bytes and the name survive a power cut.</summary>
    /// <exception cref="IOException">The disk is full or fails; nothing is left under the final name that was not there before.</exception>
    public static void Write(string path, IReadOnlyList<CheckpointSection> sections, IStorage? storage = null)
    {
        if (sections.Count > CheckpointFormat.MostSections || sections.Select(s => s.Name).Distinct().Count() != sections.Count)
        {
            throw new InvariantException($"a checkpoint of {sections.Count} sections: too many, or two of one name");
        }
        DurableFile.Write(path, file =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var stream = new CheckedStream(file, hash);
            Span<byte> header = stackalloc byte[CheckpointFormat.HeaderLength];
            CheckpointFormat.Magic.CopyTo(header);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], CheckpointFormat.Version);
            BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)sections.Count);
            stream.Write(header);
            foreach (CheckpointSection section in sections)
            {
                WriteSection(stream, section);
            }
            stream.Write(CheckpointFormat.EndMagic);
            file.Write(hash.GetHashAndReset());
        }, storage);
    }

    private static void WriteSection(CheckedStream stream, CheckpointSection section)
    {
        byte[] name = Encoding.ASCII.GetBytes(section.Name);
        if (!CheckpointFormat.IsName(name))
        {
            throw new InvariantException($"'{section.Name}' cannot name a section of a checkpoint");
        }
        stream.RestartCrc();
        Span<byte> lead = stackalloc byte[2 + CheckpointFormat.LongestName + 8];
        BinaryPrimitives.WriteUInt16LittleEndian(lead, (ushort)name.Length);
        name.CopyTo(lead[2..]);
        BinaryPrimitives.WriteInt64LittleEndian(lead[(2 + name.Length)..], section.Length);
        stream.Write(lead[..(2 + name.Length + 8)]);
        long before = stream.Written;
        section.Write(stream);
        if (stream.Written - before != section.Length)
        {
            throw new InvariantException($"section '{section.Name}' wrote {stream.Written - before} bytes and announced {section.Length}");
        }
        Span<byte> crc = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(crc, stream.Crc);
        stream.Write(crc);
    }

    /// <summary>Passes bytes on, and adds them to the section's CRC and the file's hash.</summary>
    private sealed class CheckedStream(Stream inner, IncrementalHash hash) : Stream
    {
        private Crc32C _crc;

        public uint Crc => _crc.Value;

        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Written;

        public override long Position { get => Written; set => throw new NotSupportedException(); }

        public void RestartCrc() => _crc = default;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _crc.Append(buffer);
            hash.AppendData(buffer);
            inner.Write(buffer);
            Written += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
