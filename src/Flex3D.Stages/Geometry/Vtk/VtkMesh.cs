using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Geometry.Vtk;

/// <summary>Reads a mesh from a file of VTK, in which ParaView and other programs edit it: the <c>.vtu</c> that <see cref="VtuWriter"/> writes, or another unstructured grid of tetrahedra.</summary>
/// <remarks>
/// <para>.vtu: VTK XML, one piece; arrays as text, as base64 or appended, with or without the compression of zlib. .vtk: the legacy format up to version 5.1, as text or binary.</para>
/// <para>
/// Points are in Å from the first voxel of the map, as viewers show them. Cell data <c>rigidity_weight</c> and point data <c>mobility</c> are taken where they are there, else 1.
/// Cell data <c>segment</c> are taken together with the field data that say which segment each place belongs to; a .vtk file does not have these.
/// </para>
/// </remarks>
public static class VtkMesh
{
    private const int MostPoints = 4 * MeshBuilder.MaximumCells;
    private const long MaximumBytes = 1L << 30;

    /// <summary>Whether a path names a file of VTK.</summary>
    public static bool Is(string path) => Has(path, ".vtu") || Has(path, ".vtk");

    /// <summary>Reads and checks a mesh; cells of negative volume are reoriented.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offsetAngstrom">The coordinates of the box centre in the file, N/2·a along each axis.</param>
    /// <exception cref="InputException">The file is no such grid, has other cells than tetrahedra, lacks an array, or its mesh is invalid.</exception>
    public static TetrahedralMesh Read(string path, double offsetAngstrom)
    {
        using (Stream stream = Storage.OpenRead(path))
        {
            if (stream.Length > MaximumBytes)
            {
                throw new InputException(path, null, $"{stream.Length} bytes", $"at most {MaximumBytes}", "use a coarser mesh");
            }
        }
        byte[] bytes = Storage.ReadAll(path);
        VtkGrid grid = Has(path, ".vtu") ? VtuFile.Read(path, bytes) : VtkLegacyFile.Read(path, bytes);
        return MeshChecks.Check(path, Mesh(path, grid, offsetAngstrom));
    }

    /// <summary>Checks the numbers of points and cells that a file says it has, before memory is taken for them.</summary>
    /// <exception cref="InputException">There are none, or too many.</exception>
    internal static (int Points, int Cells) Sizes(string path, double points, double cells) =>
        (VtkGrid.Whole(path, "number of points", points, 1, MostPoints), VtkGrid.Whole(path, "number of cells", cells, 1, MeshBuilder.MaximumCells));

    private static TetrahedralMesh Mesh(string path, VtkGrid grid, double offset)
    {
        int points = grid.Points.Length / 3, count = grid.Types.Length;
        VtkGrid.RequireTetrahedra(path, grid.Types);
        int[] cells = new int[4 * count];
        for (int i = 0; i < cells.Length; i++)
        {
            if (i % 4 == 3 && grid.Ends[i / 4] != i + 1)
            {
                throw new InputException(path, $"cell {i / 4}", $"an offset of {grid.Ends[i / 4]:0}", $"{i + 1}, as a tetrahedron has four points");
            }
            cells[i] = VtkGrid.Whole(path, $"cell {i / 4}", grid.Connectivity[i], 0, points - 1);
        }
        return new TetrahedralMesh
        {
            Vertices = [.. grid.Points.Select(at => (float)(at - offset))],
            Cells = cells,
            RigidityWeights = Values(path, grid.CellData, "rigidity_weight", count),
            Mobility = Values(path, grid.PointData, "mobility", points),
            Segments = VtkSegments.Of(path, grid),
        };
    }

    private static float[] Values(string path, IReadOnlyDictionary<string, double[]> arrays, string name, int count) =>
        !arrays.TryGetValue(name, out double[]? given) ? [.. Enumerable.Repeat(1f, count)]
        : given.Length == count ? [.. given.Select(value => (float)value)]
        : throw new InputException(path, name, $"{given.Length} values", $"{count}, one for each");

    private static bool Has(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
