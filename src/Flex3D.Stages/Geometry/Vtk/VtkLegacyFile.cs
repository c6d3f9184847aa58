using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Geometry.Vtk;

/// <summary>Reads an unstructured grid in VTK's legacy format (.vtk), as text or binary, up to version 5.1.</summary>
internal static class VtkLegacyFile
{
    private const string Expected = "an unstructured grid in VTK's legacy format";

    /// <exception cref="InputException">It is not such a grid, lacks a part, or is damaged.</exception>
    public static VtkGrid Read(string path, byte[] bytes)
    {
        var words = new VtkWords(path, bytes);
        string version = words.Line();
        if (!version.StartsWith("# vtk DataFile Version ", StringComparison.Ordinal))
        {
            throw new InputException(path, "line 1", $"'{version[..Math.Min(40, version.Length)]}'", Expected + ": # vtk DataFile Version …");
        }
        bool separate = version[23..].StartsWith('5'); // offsets and connectivity apart from each other
        words.Line(); // the title
        words.Binary = words.Next() switch
        {
            "BINARY" => true,
            "ASCII" => false,
            var other => throw new InputException(path, "line 3", $"'{other}'", "ASCII or BINARY"),
        };
        if (words.Next() != "DATASET" || words.Next() is var kind && kind != "UNSTRUCTURED_GRID")
        {
            throw new InputException(path, "line 4", "another data set", "DATASET UNSTRUCTURED_GRID", "in ParaView, save the unstructured grid itself");
        }
        var parts = new Parts(path, separate);
        while (words.Next() is { } word)
        {
            parts.Take(word, words);
        }
        return parts.Grid();
    }

    private sealed class Parts(string path, bool separate)
    {
        private readonly Dictionary<string, double[]> _pointData = [], _cellData = [];
        private double[]? _points, _types, _ends, _connectivity;
        private Dictionary<string, double[]>? _data; // of points or of cells; null before either
        private int _each;

        public void Take(string word, VtkWords words)
        {
            switch (word)
            {
                case "POINTS":
                    int points = VtkMesh.Sizes(path, words.Number("POINTS"), 1).Points;
                    _points = words.Numbers("POINTS", 3 * points, words.Type("POINTS"));
                    break;
                case "CELLS":
                    Cells(words.Number("CELLS"), words.Number("CELLS"), words);
                    break;
                case "CELL_TYPES":
                    _types = words.Numbers(word, VtkMesh.Sizes(path, 1, words.Number(word)).Cells, "Int32");
                    VtkGrid.RequireTetrahedra(path, _types);
                    break;
                case "CELL_DATA":
                    (_data, _each) = (_cellData, VtkMesh.Sizes(path, 1, words.Number(word)).Cells);
                    break;
                case "POINT_DATA":
                    (_data, _each) = (_pointData, VtkMesh.Sizes(path, words.Number(word), 1).Points);
                    break;
                case "SCALARS" when _data is not null:
                    Scalars(words, _data);
                    break;
                case "VECTORS" or "NORMALS" when _data is not null:
                    words.Next();
                    words.Numbers(word, 3 * _each, words.Type(word));
                    break;
                case "FIELD":
                    Field(words);
                    break;
                case "METADATA":
                    words.Line();
                    while (words.Line().Length > 0)
                    {
                    }
                    break;
                default:
                    throw new InputException(path, null, $"'{word[..Math.Min(30, word.Length)]}'", "POINTS, CELLS, CELL_TYPES, and scalars, vectors or fields of them", "save the grid as .vtu");
            }
        }

        public VtkGrid Grid()
        {
            (string Name, double[]? Values)[] needed = [("POINTS", _points), ("CELLS", _connectivity), ("CELL_TYPES", _types)];
            if (needed.FirstOrDefault(part => part.Values is null).Name is { } missing)
            {
                throw new InputException(path, null, $"no {missing}", "POINTS, CELLS and CELL_TYPES");
            }
            return _ends!.Length == _types!.Length
                ? new VtkGrid(_points!, _types, _ends, _connectivity!, _pointData, _cellData, new Dictionary<string, double[]>())
                : throw new InputException(path, "CELL_TYPES", $"{_types.Length} types", $"{_ends.Length}, one for each cell");
        }

        // Up to version 4 each cell is the number of its points and the points; in version 5 offsets, the first of them 0, and points are lists of their own.
        private void Cells(double first, double second, VtkWords words)
        {
            int count = VtkMesh.Sizes(path, 1, separate ? first - 1 : first).Cells, values = VtkGrid.Whole(path, "CELLS", second, 1, 64 * count);
            if (separate)
            {
                words.Expect("OFFSETS");
                _ends = words.Numbers("OFFSETS", count + 1, words.Type("OFFSETS"))[1..];
                words.Expect("CONNECTIVITY");
                _connectivity = words.Numbers("CONNECTIVITY", values, words.Type("CONNECTIVITY"));
            }
            else
            {
                double[] mixed = words.Numbers("CELLS", values, "Int32");
                (_ends, var connectivity) = (new double[count], new List<double>(values));
                for (int cell = 0, at = 0; cell < count; cell++)
                {
                    int size = at < values ? VtkGrid.Whole(path, $"cell {cell}", mixed[at], 0, values - at - 1) : throw new InputException(path, "CELLS", $"{values} numbers", $"those of {count} cells");
                    connectivity.AddRange(mixed.AsSpan(at + 1, size));
                    _ends[cell] = connectivity.Count;
                    at += size + 1;
                }
                _connectivity = [.. connectivity];
            }
            _connectivity = [.. _connectivity, .. Enumerable.Repeat(-1.0, Math.Max(0, 4 * count - _connectivity.Length))]; // too few are reported by cell
        }

        private void Scalars(VtkWords words, Dictionary<string, double[]> into)
        {
            string[] about = words.Line().Split(' ', StringSplitOptions.RemoveEmptyEntries); // name, type, and the number of components where it is not 1
            int components = about.Length < 3 ? 1 : VtkGrid.Whole(path, "SCALARS", words.Parsed("SCALARS", about[2]), 1, 4);
            string type = words.TypeOf("SCALARS", about.ElementAtOrDefault(1));
            words.SkipLookupTable();
            double[] values = words.Numbers("SCALARS", components * _each, type);
            if (components == 1)
            {
                into[about[0]] = values;
            }
        }

        private void Field(VtkWords words)
        {
            words.Next();
            int arrays = VtkGrid.Whole(path, "FIELD", words.Number("FIELD"), 0, 1000);
            for (int i = 0; i < arrays; i++)
            {
                string name = words.Next() ?? throw words.Ends("FIELD");
                double components = words.Number(name), tuples = words.Number(name);
                double[] values = words.Numbers(name, VtkGrid.Whole(path, name, components * tuples, 0, 1 << 26), words.Type(name));
                if (_data is not null && components == 1)
                {
                    _data[name] = values;
                }
            }
        }
    }
}
