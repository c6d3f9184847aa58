using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using Flex3D.Fuzz.Mutation;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Images;
using Flex3D.Stages.Particles;
using ICSharpCode.SharpZipLib.BZip2;

namespace Flex3D.Fuzz.Targets;

/// <summary>MRC: header, map (plain or compressed) and stack.</summary>
public sealed class MrcTarget : IFuzzTarget
{
    private const int LargestPacked = 1 << 16; // what a compressed file unpacks to is no larger than other files are
    private static readonly int[] s_words = [1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 23, 24, 28, 39, 40, 53, 54];
    private readonly List<byte[]> _files;
    private readonly ConcurrentDictionary<string, ParticleTable> _tables = new();

    public MrcTarget()
    {
        // Large real files keep their odd headers and lose most of their samples.
        _files = [.. Made(), .. Corpus.Shared("awkward/mrc", "*.m*", 1 << 19).Concat(Corpus.Shared("awkward/mrc", "*.ccp4", 1 << 19)).Select(Cropped)];
    }

    public string Name => "mrc";

    public byte[] Mutate(FuzzRandom random)
    {
        byte[] file = random.Pick(_files);
        if (random.Below(4) > 0 && file.Length >= MrcHeader.Bytes)
        {
            file = WithWords(file, random);
        }
        if (random.Below(3) == 0)
        {
            file = ByteMutator.Mutate(file, random.Pick(_files), random);
        }
        if (file.Length > LargestPacked || random.Below(8) > 0)
        {
            return file;
        }
        file = Packed(file, bzip2: random.OneIn(16));
        return random.OneIn(2) ? file : ByteMutator.Mutate(file, random.Pick(_files), random);
    }

    public IReadOnlyList<Action<string>> Readers => [path => MrcMap.Read(path), Images];

    private void Images(string path)
    {
        ParticleTable table = _tables.GetOrAdd(path, TableOf);
        using var stacks = new ParticleStacks(table);
        float[] image = new float[stacks.Box * stacks.Box];
        for (int i = 0; i < table.Count; i++)
        {
            stacks.Read(i, image);
        }
    }

    private static ParticleTable TableOf(string path) => new(
        path, [path], [new OpticsGroup { Number = 1, Name = "1", VoltageKilovolt = 300, SphericalAberrationMillimetre = 2.7, AmplitudeContrast = 0.1, PixelSizeAngstrom = 1 }], new[] { 0, 1, 5 }.Select(slice => new Particle(0, slice, Rotation.FromEulerDegrees(0, 0, 0), 0, 0, 0, 0, 0, 0, 0, 1, -1, 0, 0, 0)));

    private static IEnumerable<byte[]> Made()
    {
        foreach ((int mode, int bytes) in new[] { (2, 4), (0, 1), (1, 2), (6, 2), (12, 2), (101, 1) })
        {
            byte[] map = new byte[MrcHeader.Bytes + (mode == 101 ? 4 * 64 : bytes * 512)];
            MrcHeaderWriter.Fill(map, 8, 8, isVolume: mode != 1, 2.5, new MrcStatistics(), "made");
            BinaryPrimitives.WriteInt32LittleEndian(map.AsSpan(12), mode);
            for (int i = MrcHeader.Bytes; i < map.Length; i++)
            {
                map[i] = (byte)(i % 61);
            }
            yield return map;
        }
    }

    // Eight of everything at most.
    private static byte[] Cropped(byte[] file)
    {
        MrcHeader header;
        try
        {
            header = MrcHeader.Parse(file.AsSpan(0, Math.Min(file.Length, MrcHeader.Bytes)), null, "corpus");
        }
        catch (InputException)
        {
            return file[..Math.Min(file.Length, 1 << 12)];
        }
        byte[] copy = (byte[])file.Clone();
        header = header with { Columns = Math.Min(8, header.Columns), Rows = Math.Min(8, header.Rows), Sections = Math.Min(8, header.Sections) };
        (int Word, int Value)[] sizes = [(1, header.Columns), (2, header.Rows), (3, header.Sections)];
        foreach ((int word, int value) in sizes)
        {
            Put(copy, word, value, header.BigEndian);
        }
        return copy[..(int)Math.Min(copy.Length, header.DataOffset + header.DataBytes)];
    }

    private static byte[] WithWords(byte[] file, FuzzRandom random)
    {
        byte[] copy = (byte[])file.Clone();
        bool bigEndian = copy[212] == 0x11;
        if (random.OneIn(3))
        {
            FitSizes(copy, random, bigEndian);
        }
        for (int i = random.Size(4); i > 0; i--)
        {
            int word = random.Pick(s_words);
            if (random.OneIn(3))
            {
                Extremes.Write(copy.AsSpan((word - 1) * 4, 4), random);
            }
            else
            {
                Put(copy, word, random.OneIn(2) ? random.Below(16) : (int)random.Pick(Extremes.Whole), bigEndian);
            }
        }
        return copy;
    }

    // Other sizes and another mode that still fit the file, so that the samples are reached.
    private static void FitSizes(byte[] file, FuzzRandom random, bool bigEndian)
    {
        int data = file.Length - MrcHeader.Bytes, columns = 1 + random.Below(16), rows = 1 + random.Below(16);
        (int mode, int bytes) = random.Pick<(int, int)>([(0, 1), (1, 2), (2, 4), (6, 2), (12, 2)]);
        Put(file, 1, columns, bigEndian);
        Put(file, 2, rows, bigEndian);
        Put(file, 3, Math.Max(1, data / (columns * rows * bytes)), bigEndian);
        Put(file, 4, mode, bigEndian);
        Put(file, 24, data % (columns * rows * bytes), bigEndian);
    }

    private static byte[] Packed(byte[] file, bool bzip2)
    {
        using var packed = new MemoryStream();
        using (Stream stream = bzip2 ? new BZip2OutputStream(packed, 1) { IsStreamOwner = false } : new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(file);
        }
        return packed.ToArray();
    }

    private static void Put(byte[] file, int word, int value, bool bigEndian)
    {
        Span<byte> at = file.AsSpan((word - 1) * 4);
        if (bigEndian)
        {
            BinaryPrimitives.WriteInt32BigEndian(at, value);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(at, value);
        }
    }
}
