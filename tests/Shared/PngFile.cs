using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Flex3D.Tests;

/// <summary>Reads PNG files, animated or not, strictly by the specification: signature, chunks with their checksums, the numbers of animations, zlib, and the five filters of rows.</summary>
internal sealed class PngFile
{
    private readonly List<(string Name, byte[] Data)> _chunks = [];
    private readonly byte[] _palette = [];

    private PngFile(byte[] file)
    {
        Require(file.AsSpan(0, 8).SequenceEqual((ReadOnlySpan<byte>)[137, 80, 78, 71, 13, 10, 26, 10]), "signature");
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            ReadOnlySpan<byte> body = file.AsSpan(at + 4, length + 4);
            Require(Crc(body) == BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)), "checksum");
            _chunks.Add((Encoding.ASCII.GetString(body[..4]), body[4..].ToArray()));
            at += 12 + length;
        }
        Require(_chunks[0].Name == "IHDR" && _chunks[^1] is { Name: "IEND", Data.Length: 0 }, "the first or the last chunk");
        byte[] head = _chunks[0].Data;
        (Width, Height) = (Int(head, 0), Int(head, 4));
        Channels = (head[8], head[9]) switch { (8, 2) => 3, (8, 3) => 1, (8, 6) => 4, _ => throw new InvalidDataException("a kind of pixels that is not expected") };
        Require(head.Length == 13 && head[10] == 0 && head[11] == 0 && head[12] == 0, "methods");
        _palette = _chunks.Where(chunk => chunk.Name == "PLTE").Select(chunk => chunk.Data).FirstOrDefault([]);
        Require((Channels == 1) == (_palette.Length > 0) && _palette.Length % 3 == 0, "colours");
        Read();
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Numbers of a pixel in the file: 3 for colours, 4 with opacity, 1 for the number of a colour in the palette.</summary>
    public int Channels { get; }

    /// <summary>The pixels of the first frame as the file has them: [row][column][channel].</summary>
    public byte[] Rows { get; private set; } = [];

    /// <summary>The names of the chunks.</summary>
    public IEnumerable<string> Chunks => _chunks.Select(chunk => chunk.Name);

    /// <summary>The frames, one where the file is not animated: [row][column][red, green, blue].</summary>
    public List<byte[]> Frames { get; } = [];

    /// <summary>How long each frame of an animation stays, seconds.</summary>
    public List<double> Seconds { get; } = [];

    /// <summary>How often the animation is played, 0 for without end; null where the file is not animated.</summary>
    public int? Plays { get; private set; }

    public static PngFile Read(byte[] file) => new(file);

    public static PngFile Read(string path) => new(File.ReadAllBytes(path));

    private void Read()
    {
        int frames = 0, sequence = 0;
        var pixels = new MemoryStream();
        foreach ((string name, byte[] data) in _chunks)
        {
            switch (name)
            {
                case "acTL":
                    Require(pixels.Length == 0 && Plays is null, "a late acTL");
                    (frames, Plays) = (Int(data, 0), Int(data, 4));
                    break;
                case "fcTL":
                    Finish(pixels);
                    Require(Int(data, 0) == sequence++ && (Int(data, 4), Int(data, 8), Int(data, 12), Int(data, 16)) == (Width, Height, 0, 0) && data[24] == 0 && data[25] == 0, "fcTL");
                    Seconds.Add(BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(20)) / (double)BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(22)));
                    break;
                case "IDAT":
                    Require(Frames.Count == 0, "a late IDAT");
                    pixels.Write(data);
                    break;
                case "fdAT":
                    Require(Int(data, 0) == sequence++ && Frames.Count > 0, "fdAT");
                    pixels.Write(data.AsSpan(4));
                    break;
            }
        }
        Finish(pixels);
        Require(Plays is null ? Frames.Count == 1 && Seconds.Count == 0 : Frames.Count == frames && Seconds.Count == frames, "the number of frames");
    }

    private void Finish(MemoryStream packed)
    {
        if (packed.Length == 0)
        {
            return;
        }
        packed.Position = 0;
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionMode.Decompress, leaveOpen: true))
        {
            zlib.CopyTo(inflated);
        }
        packed.SetLength(0);
        byte[] raw = inflated.ToArray(), rows = new byte[Height * Width * Channels];
        int stride = Width * Channels;
        Require(raw.Length == Height * (1 + stride), "the number of pixels");
        for (int y = 0; y < Height; y++)
        {
            for (int i = 0; i < stride; i++)
            {
                int left = i < Channels ? 0 : rows[y * stride + i - Channels], above = y == 0 ? 0 : rows[(y - 1) * stride + i];
                int corner = y == 0 || i < Channels ? 0 : rows[(y - 1) * stride + i - Channels], guess = left + above - corner;
                int paeth = Math.Abs(guess - left) <= Math.Abs(guess - above) && Math.Abs(guess - left) <= Math.Abs(guess - corner) ? left : Math.Abs(guess - above) <= Math.Abs(guess - corner) ? above : corner;
                int predicted = raw[y * (1 + stride)] switch { 0 => 0, 1 => left, 2 => above, 3 => (left + above) / 2, 4 => paeth, _ => throw new InvalidDataException("no such filter") };
                rows[y * stride + i] = (byte)(raw[y * (1 + stride) + 1 + i] + predicted);
            }
        }
        Rows = Frames.Count == 0 ? rows : Rows;
        Frames.Add([.. Enumerable.Range(0, Width * Height).SelectMany(p => Channels == 1 ? _palette.AsSpan(3 * rows[p], 3).ToArray() : rows.AsSpan(Channels * p, 3).ToArray())]);
    }

    // CRC-32 bit by bit, annex D of the specification.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
        }
        return ~crc;
    }

    private static int Int(byte[] data, int at) => BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(at));

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"{what} of a PNG file");
        }
    }
}
