using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace Flex3D.Stages.Tests.Geometry.Vtk;

/// <summary>Two tetrahedra as VTK XML.</summary>
internal sealed record Vtu(string Encoding, string Compressor, string Header, bool Big)
{
    private readonly MemoryStream _appended = new();

    /// <summary>The text of an array to write in place of its own.</summary>
    public (string Name, string Text)? Instead { get; init; }

    public byte[] File()
    {
        string text = $"""
            <?xml version="1.0"?>
            <VTKFile type="UnstructuredGrid" version="1.0" byte_order="{(Big ? "BigEndian" : "LittleEndian")}" header_type="{Header}"{(Compressor.Length > 0 ? $" compressor=\"{Compressor}\"" : "")}>
            <UnstructuredGrid><FieldData><Array type="String" Name="note" NumberOfTuples="1" format="ascii">104 105 0</Array></FieldData>
            <Piece NumberOfPoints="5" NumberOfCells="2">
            <PointData>{Data("mobility", "Float32", [1, 1, 0.25, 0, 1])}<DataArray Name="flow" type="Float32" NumberOfComponents="3" format="ascii">1</DataArray></PointData>
            <CellData>{Data("rigidity_weight", "Float64", [0.5, 2])}</CellData>
            <Points>{Data("Points", "Float32", [.. TwoTetrahedra.Points.Select(x => (double)x)], 3)}</Points>
            <Cells>{Data("connectivity", "Int64", [.. TwoTetrahedra.Cells.Select(x => (double)x)])}{Data("offsets", "Int32", [4, 8])}{Data("types", "UInt8", [10, 10])}</Cells>
            </Piece></UnstructuredGrid>
            """;
        byte[] begin = System.Text.Encoding.ASCII.GetBytes(text), end = System.Text.Encoding.ASCII.GetBytes("</VTKFile>\n");
        return _appended.Length == 0 ? [.. begin, .. end]
            : [.. begin, .. System.Text.Encoding.ASCII.GetBytes($"<AppendedData encoding=\"{Encoding}\">\n_"), .. _appended.ToArray(), .. System.Text.Encoding.ASCII.GetBytes("</AppendedData>"), .. end];
    }

    private string Data(string name, string type, double[] values, int components = 1)
    {
        string head = $"<DataArray Name=\"{name}\" type=\"{type}\" NumberOfComponents=\"{components}\"";
        string body = Encoding == "ascii" ? Instead is { } other && other.Name == name ? other.Text : string.Join(" ", values.Select(value => value.ToString(CultureInfo.InvariantCulture))) : "";
        if (Encoding == "ascii")
        {
            return $"{head} format=\"ascii\">{body}</DataArray>";
        }
        (byte[] start, byte[] data) = Packed(type, values);
        if (Encoding == "binary")
        {
            return $"{head} format=\"binary\">{Text(start, data)}</DataArray>";
        }
        long offset = _appended.Length;
        _appended.Write(Encoding == "raw" ? [.. start, .. data] : System.Text.Encoding.ASCII.GetBytes(Text(start, data)));
        return $"{head} format=\"appended\" offset=\"{offset}\"/>";

        // Compressed data are encoded apart from their header, others together with it.
        string Text(byte[] header, byte[] bytes) => Compressor.Length > 0 ? Convert.ToBase64String(header) + Convert.ToBase64String(bytes) : Convert.ToBase64String([.. header, .. bytes]);
    }

    private (byte[] Header, byte[] Data) Packed(string type, double[] values)
    {
        var raw = new MemoryStream();
        byte[] eight = new byte[8];
        foreach (double value in values)
        {
            raw.Write(eight, 0, TwoTetrahedra.Put(eight, value, type switch { "Float32" => "float", "Float64" => "double", "Int32" => "int", "Int64" => "long", _ => "byte" }, Big));
        }
        byte[] all = raw.ToArray();
        if (Compressor.Length == 0)
        {
            return (Words(all.Length), all);
        }
        const int Block = 16;
        byte[][] blocks = [.. all.Chunk(Block).Select(Zipped)];
        return (Words([blocks.Length, Block, all.Length % Block, .. blocks.Select(block => block.Length)]), [.. blocks.SelectMany(block => block)]);
    }

    private byte[] Words(params int[] numbers) => [.. numbers.SelectMany(number =>
    {
        byte[] word = new byte[Header == "UInt64" ? 8 : 4];
        if (word.Length == 4)
        {
            BinaryPrimitives.WriteInt32LittleEndian(word, number);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, number);
        }
        return Big ? word.Reverse() : word;
    })];

    private static byte[] Zipped(byte[] bytes)
    {
        var into = new MemoryStream();
        using (var zlib = new ZLibStream(into, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(bytes);
        }
        return into.ToArray();
    }
}
