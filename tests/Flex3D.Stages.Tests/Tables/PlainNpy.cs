using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Flex3D.Stages.Tests.Tables;

/// <summary>A NumPy file of records, read by a few lines that share nothing with the program.</summary>
internal sealed partial class PlainNpy
{
    private readonly byte[] _bytes;
    private readonly int _start;

    public PlainNpy(string path)
    {
        _bytes = File.ReadAllBytes(path);
        Encoding.ASCII.GetString(_bytes, 1, 5).ShouldBe("NUMPY");
        int length = _bytes[6] == 1 ? BitConverter.ToUInt16(_bytes, 8) : BitConverter.ToInt32(_bytes, 8), at = _bytes[6] == 1 ? 10 : 12;
        _start = at + length;
        string header = Encoding.ASCII.GetString(_bytes, at, length);
        header.ShouldContain("'fortran_order': False");
        Rows = int.Parse(Shape().Match(header).Groups[1].Value, CultureInfo.InvariantCulture);
        int offset = 0;
        foreach (Match entry in Entry().Matches(header))
        {
            string type = entry.Groups[2].Value, shape = entry.Groups[3].Value;
            int elements = shape.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture)).Aggregate(1, (a, b) => a * b);
            int size = int.Parse(type[2..], CultureInfo.InvariantCulture);
            Fields.Add((entry.Groups[1].Value, type, shape));
            Places[entry.Groups[1].Value] = (type, offset, size, elements);
            offset += size * elements;
        }
        RowBytes = offset;
        _bytes.Length.ShouldBe(_start + Rows * RowBytes);
    }

    public int Rows { get; }

    /// <summary>Offset of the first row.</summary>
    public int Start => _start;

    public int RowBytes { get; }

    public List<(string Name, string Type, string Shape)> Fields { get; } = [];

    public Dictionary<string, (string Type, int Offset, int Size, int Elements)> Places { get; } = [];

    public ReadOnlySpan<byte> Raw(string name, int row)
    {
        (_, int offset, int size, int elements) = Places[name];
        return _bytes.AsSpan(_start + row * RowBytes + offset, size * elements);
    }

    public double Number(string name, int row, int element = 0)
    {
        (string type, _, int size, _) = Places[name];
        byte[] bytes = Raw(name, row).Slice(element * size, size).ToArray();
        return type switch
        {
            "<f4" => BitConverter.ToSingle(bytes),
            "<f8" => BitConverter.ToDouble(bytes),
            "<u4" => BitConverter.ToUInt32(bytes),
            "<u8" => BitConverter.ToUInt64(bytes),
            _ => throw new InvalidOperationException(type),
        };
    }

    public ulong Uid(int row) => BitConverter.ToUInt64(Raw("uid", row));

    public string Text(string name, int row) => Encoding.UTF8.GetString(Raw(name, row)).TrimEnd('\0');

    [GeneratedRegex(@"\('([^']*)', '([^']*)'(?:, \(([^)]*)\))?\)")]
    private static partial Regex Entry();

    [GeneratedRegex(@"'shape': \((\d+),\)")]
    private static partial Regex Shape();
}
