using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Geometry.Vtk;

/// <summary>Reads an unstructured grid of VTK XML (.vtu).</summary>
internal static class VtuFile
{
    private const string Expected = "an unstructured grid of VTK XML", Appended = "<AppendedData";
    private const int MostFieldValues = 1 << 26;

    /// <exception cref="InputException">It is not such a grid, lacks an array, or is damaged.</exception>
    public static VtkGrid Read(string path, byte[] bytes)
    {
        // What is appended may be no text: it is cut off before the file is read as XML.
        int cut = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Appended));
        XElement root = Parse(path, cut < 0 ? bytes : [.. bytes.AsSpan(0, cut), .. "</VTKFile>"u8]);
        if (root.Name != "VTKFile" || (string?)root.Attribute("type") != "UnstructuredGrid" || root.Element("UnstructuredGrid") is not { } grid)
        {
            throw new InputException(path, null, root.Name == "VTKFile" ? $"data of the type '{(string?)root.Attribute("type")}'" : $"the element <{root.Name}>", Expected, "in ParaView, save the unstructured grid itself as .vtu");
        }
        XElement[] pieces = [.. grid.Elements("Piece")];
        if (pieces.Length != 1)
        {
            throw new InputException(path, null, $"{pieces.Length} pieces", "one", "merge the parts to one unstructured grid first (ParaView: Merge Blocks, Append Datasets)");
        }
        XElement piece = pieces[0];
        (int points, int cells) = VtkMesh.Sizes(path, Number(path, piece, "NumberOfPoints"), Number(path, piece, "NumberOfCells"));
        var data = VtuData.Of(path, root, cut < 0 ? [] : bytes[cut..]);
        double[] types = Named(piece.Element("Cells"), "types", cells);
        VtkGrid.RequireTetrahedra(path, types);
        XElement? places = piece.Element("Points")?.Element("DataArray");
        return new VtkGrid(
            places is null ? throw Missing("Points") : data.Read(places, 3 * points), types,
            Named(piece.Element("Cells"), "offsets", cells), Named(piece.Element("Cells"), "connectivity", 4 * cells),
            Arrays(piece.Element("PointData"), points), Arrays(piece.Element("CellData"), cells), Arrays(grid.Element("FieldData"), null));

        double[] Named(XElement? parent, string name, int count) => data.Read(parent?.Elements("DataArray").FirstOrDefault(array => (string?)array.Attribute("Name") == name) ?? throw Missing(name), count);

        InputException Missing(string name) => new(path, null, $"no array '{name}'", "the arrays Points, connectivity, offsets and types of an unstructured grid");

        // Arrays of several components are of no use here, but for those of fields.
        Dictionary<string, double[]> Arrays(XElement? parent, int? count)
        {
            var arrays = new Dictionary<string, double[]>();
            foreach (XElement array in parent?.Elements().Where(element => element.Name == "DataArray" || element.Name == "Array") ?? [])
            {
                double components = (string?)array.Attribute("NumberOfComponents") is null ? 1 : Number(path, array, "NumberOfComponents");
                if ((string?)array.Attribute("Name") is not { } name || (count is not null && components != 1) || (count is null && !IsOurs(name)))
                {
                    continue;
                }
                arrays[name] = data.Read(array, count ?? VtkGrid.Whole(path, name, components * Number(path, array, "NumberOfTuples"), 1, MostFieldValues));
            }
            return arrays;
        }
    }

    private static bool IsOurs(string name) => name is VtkSegments.Labels or VtkSegments.Names or VtkSegments.Grid or VtkSegments.Runs;

    private static XElement Parse(string path, byte[] text)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return XElement.Load(reader);
        }
        catch (XmlException e)
        {
            throw new InputException(path, $"line {Math.Max(1, e.LineNumber)}", "text that is not XML", Expected, inner: e);
        }
    }

    private static double Number(string path, XElement element, string attribute) =>
        double.TryParse((string?)element.Attribute(attribute), NumberStyles.Integer, CultureInfo.InvariantCulture, out double value) ? value
        : throw new InputException(path, $"<{element.Name}>", $"{attribute}=\"{(string?)element.Attribute(attribute)}\"", "a whole number");
}
