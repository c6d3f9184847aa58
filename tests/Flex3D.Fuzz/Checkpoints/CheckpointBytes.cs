using System.Buffers.Binary;
using System.Security.Cryptography;
using Flex3D.Pipeline.Checkpoints;

namespace Flex3D.Fuzz.Checkpoints;

/// <summary>Takes checkpoint files apart and puts them together again, by the format page and not by the code under test.</summary>
internal static class CheckpointBytes
{
    /// <summary>The version of the format that the page is of.</summary>
    public const uint Version = 11;

    private const int HeaderLength = 16, TrailerLength = 40;

    /// <summary>The file that the program writes.</summary>
    public static byte[] Of(IReadOnlyList<CheckpointSection> sections)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("flex3d-fuzz-").FullName, "a.flexckpt");
        CheckpointWriter.Write(path, sections);
        byte[] bytes = File.ReadAllBytes(path);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        return bytes;
    }

    /// <summary>Names and contents of the sections of an undamaged file.</summary>
    public static List<(byte[] Name, byte[] Content)> Sections(byte[] file)
    {
        var sections = new List<(byte[], byte[])>();
        for (int at = HeaderLength; at < file.Length - TrailerLength;)
        {
            int name = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)), length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at + 2 + name));
            sections.Add((file[(at + 2)..(at + 2 + name)], file[(at + 10 + name)..(at + 10 + name + length)]));
            at += 10 + name + length + 4;
        }
        return sections;
    }

    /// <summary>A file whose checks are right, whatever its sections are.</summary>
    public static byte[] Join(uint version, uint count, IReadOnlyList<(byte[] Name, byte[] Content)> sections)
    {
        var file = new MemoryStream();
        Span<byte> word = stackalloc byte[8];
        file.Write("FLEXCKPT"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(word, version);
        BinaryPrimitives.WriteUInt32LittleEndian(word[4..], count);
        file.Write(word);
        foreach ((byte[] name, byte[] content) in sections)
        {
            int start = (int)file.Length;
            BinaryPrimitives.WriteUInt16LittleEndian(word, (ushort)name.Length);
            file.Write(word[..2]);
            file.Write(name);
            BinaryPrimitives.WriteInt64LittleEndian(word, content.Length);
            file.Write(word);
            file.Write(content);
            Crc32C crc = default;
            crc.Append(file.GetBuffer().AsSpan(start, (int)file.Length - start));
            BinaryPrimitives.WriteUInt32LittleEndian(word, crc.Value);
            file.Write(word[..4]);
        }
        file.Write("FLEXDONE"u8);
        file.Write(SHA256.HashData(file.GetBuffer().AsSpan(0, (int)file.Length)));
        return file.ToArray();
    }
}
