using System.Buffers.Binary;
using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>The 1024-byte MRC2014 header, checked for consistency and against the length of its file.</summary>
/// <remarks>
/// Both byte orders are read: the machine stamp is a hint, and the order in which sizes and mode make sense decides, because
/// writers leave stamp, MAP id and version empty. Sizes are checked against the file before anything is allocated.
/// </remarks>
internal sealed record MrcHeader
{
    public const int Bytes = 1024;

    /// <summary>Samples along columns (fastest), rows and sections, in file order.</summary>
    public required int Columns { get; init; }
    public required int Rows { get; init; }
    public required int Sections { get; init; }

    public required MrcMode Mode { get; init; }
    public required bool BigEndian { get; init; }

    /// <summary>Length of the extended header (NSYMBT), bytes.</summary>
    public required int ExtendedBytes { get; init; }

    /// <summary>Sampling intervals along the unit cell's x, y, z (MX, MY, MZ).</summary>
    public (int X, int Y, int Z) Intervals { get; init; }

    /// <summary>Unit cell, Å, along x, y, z.</summary>
    public (double X, double Y, double Z) CellAngstrom { get; init; }

    /// <summary>Unit cell angles, degrees; zeros where the writer left them empty.</summary>
    public (double Alpha, double Beta, double Gamma) CellAngles { get; init; }

    /// <summary>The axes, x (1), y (2) or z (3), along which columns, rows and sections run (MAPC, MAPR, MAPS).</summary>
    public (int Column, int Row, int Section) Axes { get; init; } = (1, 2, 3);

    /// <summary>Number of the first column, row and section (NXSTART, NYSTART, NZSTART), in file order.</summary>
    public (int Column, int Row, int Section) Start { get; init; }

    /// <summary>Place of the first voxel along x, y, z (ORIGIN, words 50-52), Å.</summary>
    public (double X, double Y, double Z) OriginAngstrom { get; init; }

    /// <summary>True if mode 0 holds unsigned bytes (an IMOD flag; the standard's are signed).</summary>
    public bool UnsignedBytes { get; init; }

    public bool HasMapId { get; init; }

    public long DataOffset => Bytes + (long)ExtendedBytes;

    /// <summary>Bytes of one row; 4-bit rows are padded to whole bytes.</summary>
    public long RowBytes => Mode == MrcMode.UInt4 ? ((long)Columns + 1) / 2 : (long)Columns * MrcSamples.BytesOf(Mode);

    public long SectionBytes => RowBytes * Rows;
    public long DataBytes => SectionBytes * Sections;

    /// <summary>Voxel edge along x, y and z, Å: cell / intervals; 0 where the header leaves either empty or absurd.</summary>
    public (double X, double Y, double Z) VoxelAngstrom => (
        Edge(CellAngstrom.X, Intervals.X), Edge(CellAngstrom.Y, Intervals.Y), Edge(CellAngstrom.Z, Intervals.Z));

    /// <summary>Reads a header whose file is <paramref name="fileBytes"/> long (null where a compressed stream does not say).</summary>
    /// <param name="truncatedIsFine">Accepts a file that ends before its last sample: the reader of a stack reports the missing image.</param>
    /// <exception cref="InputException">The bytes are not an MRC header, or it contradicts itself or the file's length.</exception>
    public static MrcHeader Parse(ReadOnlySpan<byte> bytes, long? fileBytes, string file, bool truncatedIsFine = false)
    {
        if (bytes.Length < Bytes)
        {
            throw new InputException(file, $"byte {bytes.Length}", "the end of the file inside the header", $"an MRC header of {Bytes} bytes", "copy or export the file again");
        }
        MrcHeader? header = Decode(bytes, bigEndian: bytes[212] == 0x11);
        if (header is null || fileBytes < header.DataOffset + header.DataBytes)
        {
            MrcHeader? other = Decode(bytes, bigEndian: bytes[212] != 0x11);
            header = other is not null && !(fileBytes < other.DataOffset + other.DataBytes) ? other : header;
        }
        if (header is null)
        {
            throw NotMrc(bytes, file);
        }
        if (fileBytes is long length)
        {
            header.CheckLength(length, bytes, file, truncatedIsFine);
        }
        return header.CheckAxes(file);
    }

    private static MrcHeader? Decode(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        (int nx, int ny, int nz) = (Int(bytes, 1, bigEndian), Int(bytes, 2, bigEndian), Int(bytes, 3, bigEndian));
        int mode = Int(bytes, 4, bigEndian), extended = Int(bytes, 24, bigEndian);
        const int Most = 1 << 28;
        if (nx is < 1 or > Most || ny is < 1 or > Most || nz is < 1 or > Most || extended < 0 || !MrcSamples.IsKnown(mode)
            || (decimal)nx * ny * nz > long.MaxValue / 32)
        {
            return null;
        }
        bool imod = Int(bytes, 39, bigEndian) == 1146047817;
        return new MrcHeader
        {
            Columns = nx,
            Rows = ny,
            Sections = nz,
            Mode = (MrcMode)mode,
            BigEndian = bigEndian,
            ExtendedBytes = extended,
            Intervals = (Int(bytes, 8, bigEndian), Int(bytes, 9, bigEndian), Int(bytes, 10, bigEndian)),
            CellAngstrom = (Float(bytes, 11, bigEndian), Float(bytes, 12, bigEndian), Float(bytes, 13, bigEndian)),
            CellAngles = (Float(bytes, 14, bigEndian), Float(bytes, 15, bigEndian), Float(bytes, 16, bigEndian)),
            Axes = (Int(bytes, 17, bigEndian), Int(bytes, 18, bigEndian), Int(bytes, 19, bigEndian)),
            Start = (Int(bytes, 5, bigEndian), Int(bytes, 6, bigEndian), Int(bytes, 7, bigEndian)),
            OriginAngstrom = (Float(bytes, 50, bigEndian), Float(bytes, 51, bigEndian), Float(bytes, 52, bigEndian)),
            UnsignedBytes = imod && (Int(bytes, 40, bigEndian) & 1) == 0,
            HasMapId = bytes.Slice(208, 3).SequenceEqual("MAP"u8),
        };
    }

    private void CheckLength(long length, ReadOnlySpan<byte> bytes, string file, bool truncatedIsFine)
    {
        long expected = DataOffset + DataBytes;
        if (length == expected || (length < expected && truncatedIsFine && HasMapId))
        {
            return;
        }
        string size = string.Create(CultureInfo.InvariantCulture, $"{expected} bytes ({Columns} x {Rows} x {Sections} in mode {(int)Mode}, data from byte {DataOffset})");
        if (length < expected)
        {
            // Without a MAP id, sizes that do not fit mean another format more often than a truncated map.
            if (!HasMapId && (!truncatedIsFine || length < DataOffset + SectionBytes || Columns != Rows))
            {
                throw NotMrc(bytes, file);
            }
            if (truncatedIsFine)
            {
                return;
            }
            throw new InputException(file, $"byte {length}", "the end of the file", size, "the file is truncated: copy or export it again");
        }
        MrcMode? fits = MrcSamples.All.Where(mode => mode != Mode && length == DataOffset + (this with { Mode = mode }).DataBytes)
            .Select(mode => (MrcMode?)mode).FirstOrDefault();
        throw new InputException(file, $"byte {expected}", $"{length - expected} bytes after the last sample", size, fits is null
            ? "sizes, mode or extended header length (NSYMBT) in the header are wrong: write the file again"
            : $"the length fits mode {(int)fits}: if that is what it holds, correct the mode (word 4) in the header");
    }

    private MrcHeader CheckAxes(string file)
    {
        if (Axes == (0, 0, 0))
        {
            return this with { Axes = (1, 2, 3) };
        }
        (int c, int r, int s) = Axes;
        if (c is < 1 or > 3 || r is < 1 or > 3 || s is < 1 or > 3 || c == r || c == s || r == s)
        {
            throw new InputException(file, "header words 17-19 (MAPC, MAPR, MAPS)", $"{c}, {r}, {s}", "1, 2 and 3 in some order", "write the file again with a valid axis order");
        }
        return this;
    }

    private static InputException NotMrc(ReadOnlySpan<byte> bytes, string file)
    {
        int mode = Int(bytes, 4, bytes[212] == 0x11);
        string found = bytes[0] == 0x89 && bytes.Slice(1, 3).SequenceEqual("PNG"u8) ? "a PNG picture"
            : bytes.Slice(208, 3).SequenceEqual("MAP"u8) && mode is 3 or 4 or 16 ? $"mode {mode}, which is {(mode == 16 ? "colour" : "complex")}"
            : $"words 1-4 = {Int(bytes, 1, false)}, {Int(bytes, 2, false)}, {Int(bytes, 3, false)}, {Int(bytes, 4, false)} and no sizes that fit the file";
        return new InputException(file, "header", found, "an MRC file (sizes > 0 in words 1-3, mode 0, 1, 2, 6, 12 or 101 in word 4, data as long as they say)", "convert the file to MRC with float32 samples");
    }

    private static double Edge(double cell, int intervals)
    {
        double edge = intervals > 0 ? cell / intervals : 0;
        return edge is > 0.01 and < 1000 ? edge : 0;
    }

    private static int Int(ReadOnlySpan<byte> bytes, int word, bool bigEndian)
    {
        ReadOnlySpan<byte> at = bytes[((word - 1) * 4)..];
        return bigEndian ? BinaryPrimitives.ReadInt32BigEndian(at) : BinaryPrimitives.ReadInt32LittleEndian(at);
    }

    private static float Float(ReadOnlySpan<byte> bytes, int word, bool bigEndian) => BitConverter.Int32BitsToSingle(Int(bytes, word, bigEndian));
}
