using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Geometry;

/// <summary>Builds the regular tetrahedral mesh of 3DFlex over a mask (Punjani &amp; Fleet 2023, "Mesh generation and customization").</summary>
public static class MeshBuilder
{
    /// <summary>The most cells that a mesh may have: the flow of a larger mesh could be neither trained nor stored.</summary>
    public const int MaximumCells = 2_000_000;

    // Cube corners are numbered by bits: x + 2y + 4z. The two cuts mirror each other, so that neighbours of opposite parity share their face's diagonal.
    private static readonly int[][] Even = [[0, 3, 5, 6], [1, 0, 3, 5], [2, 0, 3, 6], [4, 0, 5, 6], [7, 3, 5, 6]];
    private static readonly int[][] Odd = [[1, 2, 4, 7], [0, 1, 2, 4], [3, 1, 2, 7], [5, 1, 4, 7], [6, 2, 4, 7]];

    /// <summary>Covers the mask's support with cubes of edge h, each cut into five tetrahedra of alternating parity that share vertices.</summary>
    /// <param name="softMask">Solvent mask; cubes that hold a voxel above <see cref="MeshOptions.Support"/> are kept.</param>
    /// <param name="density">Map for the rigidity weights, of any box and pixel size; null gives every cell weight 1.</param>
    /// <param name="options">Cell size and weights.</param>
    /// <exception cref="InputException">The mask is empty, the options are impossible, or the density is nowhere positive.</exception>
    public static TetrahedralMesh BuildRegular(DensityMap softMask, DensityMap? density, MeshOptions options)
    {
        double boxEdge = softMask.Box * softMask.PixelSizeAngstrom;
        double h = CellEdge(options, boxEdge);
        int across = (int)Math.Ceiling(boxEdge / h - 1e-9);
        double origin = -0.5 * across * h;
        bool[] kept = KeepCubes(softMask, options, across, h, origin);

        int corners = across + 1;
        int[] vertexOf = new int[corners * corners * corners];
        Array.Fill(vertexOf, -1);
        var vertices = new List<float>();
        var cells = new List<int>();
        Span<int> corner = stackalloc int[8];
        for (int k = 0; k < across; k++)
        {
            for (int j = 0; j < across; j++)
            {
                for (int i = 0; i < across; i++)
                {
                    if (!kept[(k * across + j) * across + i])
                    {
                        continue;
                    }
                    for (int c = 0; c < 8; c++)
                    {
                        int x = i + (c & 1), y = j + ((c >> 1) & 1), z = k + (c >> 2);
                        ref int vertex = ref vertexOf[(z * corners + y) * corners + x];
                        if (vertex < 0)
                        {
                            vertex = vertices.Count / 3;
                            vertices.Add((float)(origin + x * h));
                            vertices.Add((float)(origin + y * h));
                            vertices.Add((float)(origin + z * h));
                        }
                        corner[c] = vertex;
                    }
                    foreach (int[] cut in Cuts(i + j + k))
                    {
                        foreach (int c in cut)
                        {
                            cells.Add(corner[c]);
                        }
                    }
                    RefuseTooMany(cells.Count / 4);
                }
            }
        }
        float[] positions = [.. vertices];
        int[] cellArray = [.. cells];
        TetrahedronGeometry.OrientPositively(positions, cellArray);
        float[] ones = new float[cellArray.Length / 4];
        Array.Fill(ones, 1f);
        float[] mobility = new float[positions.Length / 3];
        Array.Fill(mobility, 1f);
        var mesh = new TetrahedralMesh { Vertices = positions, Cells = cellArray, RigidityWeights = ones, Mobility = mobility };
        if (density is not null)
        {
            MeshWeights.FillFromDensity(mesh, density, options);
        }
        return mesh;
    }

    /// <summary>The five tetrahedra of a cube as corners, which are numbered by bits: x + 2y + 4z.</summary>
    /// <param name="place">Sum of the cube's three places on its lattice, whose parity decides the cut.</param>
    internal static int[][] Cuts(int place) => (place & 1) == 0 ? Even : Odd;

    /// <summary>Returns the edge of a cube, Å.</summary>
    /// <exception cref="InputException">The cells are too small or too large for the box.</exception>
    internal static double CellEdge(MeshOptions options, double boxEdge)
    {
        if (options.CellSizeAngstrom > 0)
        {
            double cubes = Math.Ceiling(boxEdge / options.CellSizeAngstrom);
            if (cubes > 200)
            {
                throw new InputException("mesh", null, string.Create(CultureInfo.InvariantCulture, $"a cell size of {options.CellSizeAngstrom} Å in a box of {boxEdge:0.#} Å"), "at most 200 cells across the box", "choose larger cells");
            }
            return options.CellSizeAngstrom;
        }
        if (options.CellsAcrossBox is < 1 or > 200)
        {
            throw new InputException("mesh", null, string.Create(CultureInfo.InvariantCulture, $"{options.CellsAcrossBox} cells across the box"), "1 to 200 (3DFlex allows 40)");
        }
        return boxEdge / options.CellsAcrossBox;
    }

    private static bool[] KeepCubes(DensityMap mask, MeshOptions options, int across, double h, double origin)
    {
        int n = mask.Box;
        double a = mask.PixelSizeAngstrom, reach = Math.Max(0, options.MarginAngstrom);
        int[] low = new int[n], high = new int[n];
        for (int i = 0; i < n; i++)
        {
            double at = (i - n / 2) * a - origin;
            low[i] = Math.Clamp((int)Math.Floor((at - reach) / h + 1e-6), 0, across - 1);
            high[i] = Math.Clamp((int)Math.Floor((at + reach) / h + 1e-6), 0, across - 1);
        }
        bool[] kept = new bool[across * across * across];
        bool any = false;
        for (int z = 0; z < n; z++)
        {
            for (int y = 0; y < n; y++)
            {
                for (int x = 0; x < n; x++)
                {
                    if (!(mask[z, y, x] > options.Support))
                    {
                        continue;
                    }
                    any = true;
                    for (int k = low[z]; k <= high[z]; k++)
                    {
                        for (int j = low[y]; j <= high[y]; j++)
                        {
                            kept.AsSpan((k * across + j) * across + low[x], high[x] - low[x] + 1).Fill(true);
                        }
                    }
                }
            }
        }
        return any ? kept : throw new InputException("mask", null, "no voxel above " + options.Support.ToString(CultureInfo.InvariantCulture), "a mask that covers the molecule");
    }

    internal static void RefuseTooMany(int cells)
    {
        if (cells > MaximumCells)
        {
            throw new InputException("mesh", null, $"more than {MaximumCells} cells", "fewer", "choose larger cells");
        }
    }
}
