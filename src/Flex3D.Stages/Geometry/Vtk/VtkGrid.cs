using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Geometry.Vtk;

/// <summary>An unstructured grid of VTK, as its file has it.</summary>
/// <param name="Points">Coordinates, [point][x, y, z].</param>
/// <param name="Types">Type of each cell.</param>
/// <param name="Ends">For each cell, where its points end in <paramref name="Connectivity"/>.</param>
/// <param name="Connectivity">Numbers of the points of all cells, from 0.</param>
/// <param name="PointData">Arrays with a value, or several, for each point.</param>
/// <param name="CellData">The same for each cell.</param>
/// <param name="FieldData">Arrays that belong to neither.</param>
internal sealed record VtkGrid(
    double[] Points, double[] Types, double[] Ends, double[] Connectivity,
    IReadOnlyDictionary<string, double[]> PointData, IReadOnlyDictionary<string, double[]> CellData, IReadOnlyDictionary<string, double[]> FieldData)
{
    /// <summary>The cell type of tetrahedra.</summary>
    public const int Tetrahedron = 10;

    private static readonly Dictionary<int, string> s_names = new()
    {
        [1] = "a vertex",
        [2] = "vertices",
        [3] = "a line",
        [4] = "a line of many points",
        [5] = "a triangle",
        [6] = "a strip of triangles",
        [7] = "a polygon",
        [8] = "a pixel",
        [9] = "a quadrilateral",
        [11] = "a voxel",
        [12] = "a hexahedron",
        [13] = "a wedge",
        [14] = "a pyramid",
        [24] = "a quadratic tetrahedron",
        [42] = "a polyhedron",
    };

    /// <summary>Checks that all cells are tetrahedra.</summary>
    /// <exception cref="InputException">One is not.</exception>
    public static void RequireTetrahedra(string path, double[] types)
    {
        if (Array.FindIndex(types, type => type != Tetrahedron) is >= 0 and int cell)
        {
            int count = types.Count(type => type != Tetrahedron);
            string name = s_names.TryGetValue((int)types[cell], out string? known) ? $" ({known})" : "";
            throw new InputException(path, $"cell {cell}", string.Create(CultureInfo.InvariantCulture, $"cell type {types[cell]:0}{name}, one of {count} cells that are no tetrahedra"), $"tetrahedra alone, cell type {Tetrahedron}", "in ParaView, Tetrahedralize cuts other solid cells; take cells of surfaces and lines out");
        }
    }

    /// <summary>Takes a value for a whole number within limits.</summary>
    /// <exception cref="InputException">It is not.</exception>
    public static int Whole(string path, string place, double value, int least, int most) => value >= least && value <= most && value == Math.Floor(value)
        ? (int)value
        : throw new InputException(path, place, value.ToString("G8", CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"a whole number, {least} to {most}"));
}
