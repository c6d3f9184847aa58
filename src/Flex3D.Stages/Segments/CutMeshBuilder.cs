using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments;

/// <summary>Cuts the regular mesh along the boundaries of segments, and fuses it again where the user says (Punjani &amp; Fleet 2023, "Mesh generation and customization").</summary>
/// <remarks>
/// Each segment has a mesh of its own, of the cubes that its voxels touch, so that a cube on a boundary occurs once for each segment. Segments share vertices only where they are fused and touch.
/// With one segment the mesh is the regular one.
/// </remarks>
public static class CutMeshBuilder
{
    private const int FinestLevel = 3;

    /// <param name="softMask">Solvent mask.</param>
    /// <param name="places">Labels on the grid of the mask, not 0 within it (<see cref="NearestSegments"/>).</param>
    /// <param name="density">Map on the grid of the mask, for rigidity weights and the density of contacts; null gives every cell weight 1.</param>
    /// <param name="options">Cells, segments and what is fused.</param>
    /// <exception cref="InputException">The options are impossible, two segments to be fused do not touch, or there are too many cells.</exception>
    public static CutMesh Build(DensityMap softMask, SegmentGrid places, DensityMap? density, CutMeshOptions options)
    {
        MeshOptions regular = options.Mesh;
        double edge = Math.Max(MeshBuilder.CellEdge(regular, softMask.Box * softMask.PixelSizeAngstrom), options.Segments.Max(segment => segment.CellSizeAngstrom ?? 0));
        Dictionary<int, int> levels = options.Segments.ToDictionary(segment => segment.Label, segment => Level(edge, segment.CellSizeAngstrom ?? MeshBuilder.CellEdge(regular, softMask.Box * softMask.PixelSizeAngstrom)));
        var lattice = new CubeLattice(softMask, edge, levels.Values.Max());
        var cubes = new SegmentCubes(lattice, softMask, places, levels, regular.Support);
        var contacts = new SegmentContacts(softMask, places, density, regular.Support);
        var fused = new FusedCorners(lattice, cubes, levels, options, contacts);

        var numbers = new Dictionary<(int Label, long Corner), int>();
        List<float> vertices = [];
        List<int> cells = [], labels = [];
        Span<int> corner = stackalloc int[8];
        foreach (SegmentPlan segment in options.Segments)
        {
            int level = levels[segment.Label];
            foreach (int cube in cubes.Cubes[segment.Label])
            {
                for (int c = 0; c < 8; c++)
                {
                    corner[c] = VertexOf(segment.Label, lattice.Corner(level, cube, c));
                }
                (int i, int j, int k) = lattice.PlaceOf(level, cube);
                foreach (int[] cut in MeshBuilder.Cuts(i + j + k))
                {
                    foreach (int c in cut)
                    {
                        cells.Add(corner[c]);
                    }
                    labels.Add(segment.Label);
                }
                MeshBuilder.RefuseTooMany(labels.Count);
            }
        }
        TetrahedralMesh mesh = Assemble([.. vertices], [.. cells], new MeshSegments
        {
            CellLabels = [.. labels],
            Places = places,
            Segments = [.. options.Segments.Select(segment => new MeshSegment(segment.Label, segment.Name))],
        });
        SetWeights(mesh, density, options);
        return new CutMesh(mesh, CutReport.Of(mesh, softMask, options, contacts, fused.Shared));

        int VertexOf(int label, long at)
        {
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, (fused.OwnerOf(label, at), at), out bool exists);
            if (!exists)
            {
                number = vertices.Count / 3;
                (float x, float y, float z) = lattice.Position(at);
                vertices.AddRange([x, y, z]);
            }
            return number;
        }
    }

    private static int Level(double edge, double size) => Math.Clamp((int)Math.Round(Math.Log2(edge / size)), 0, FinestLevel);

    private static TetrahedralMesh Assemble(float[] vertices, int[] cells, MeshSegments segments)
    {
        TetrahedronGeometry.OrientPositively(vertices, cells);
        float[] weights = new float[cells.Length / 4], mobility = new float[vertices.Length / 3];
        Array.Fill(weights, 1f);
        Array.Fill(mobility, 1f);
        return new TetrahedralMesh { Vertices = vertices, Cells = cells, RigidityWeights = weights, Mobility = mobility, Segments = segments };
    }

    private static void SetWeights(TetrahedralMesh mesh, DensityMap? density, CutMeshOptions options)
    {
        if (density is not null)
        {
            MeshWeights.FillFromDensity(mesh, density, options.Mesh);
        }
        Dictionary<int, double> given = options.Segments.Where(segment => segment.Weight is not null).ToDictionary(segment => segment.Label, segment => segment.Weight!.Value);
        var same = new Dictionary<(int, int, int, int), int>();
        Span<int> sorted = stackalloc int[4];
        for (int pass = 0; pass < 2; pass++)
        {
            for (int cell = 0; cell < mesh.CellCount; cell++)
            {
                mesh.Cells.AsSpan(4 * cell, 4).CopyTo(sorted);
                sorted.Sort();
                ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(same, (sorted[0], sorted[1], sorted[2], sorted[3]), out _);
                if (pass == 0)
                {
                    count++;
                    continue;
                }
                // A cell that fused segments have in common stands once for each of them: together they count as one.
                double weight = given.TryGetValue(mesh.Segments!.CellLabels[cell], out double set) ? set : mesh.RigidityWeights[cell];
                mesh.RigidityWeights[cell] = (float)(weight / count);
            }
        }
    }
}
