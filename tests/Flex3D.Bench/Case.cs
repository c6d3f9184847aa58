using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Geometry;

namespace Flex3D.Bench;

/// <summary>A ball of voxels in a box, on a mesh of cubes cut into six tetrahedra each, and one pose.</summary>
internal sealed class Case
{
    public required string Name { get; init; }
    public required int Box { get; init; }
    public required TetrahedralMesh Mesh { get; init; }
    public required SplatPlan Plan { get; init; }
    public required float[] Values { get; init; }
    public required float[] Px { get; init; }
    public required float[] Py { get; init; }
    public required int CellsInUse { get; init; }

    /// <param name="box">N, also the image's edge.</param>
    /// <param name="voxelCount">How many voxels, those nearest the centre in the norm <paramref name="power"/>.</param>
    /// <param name="cubeEdge">Edge of the cubes, voxels.</param>
    /// <param name="power">2 for a ball, 20 for nearly a cube.</param>
    /// <param name="spread">Pixels between neighbouring voxels.</param>
    public static Case Create(string name, int box, int voxelCount, double cubeEdge, double power, double spread = 1)
    {
        int[] voxels = [.. Enumerable.Range(0, box * box * box)
            .Select(i => (Index: i, Radius: Math.Pow(Math.Abs(i % box - box / 2), power) + Math.Pow(Math.Abs(i / box % box - box / 2), power) + Math.Pow(Math.Abs(i / box / box - box / 2), power)))
            .OrderBy(p => p.Radius).ThenBy(p => p.Index).Take(voxelCount).Select(p => p.Index)];
        int cubes = (int)Math.Ceiling(box / cubeEdge), points = cubes + 1;
        double low = -box / 2 - 0.013;
        var vertices = new List<float>();
        for (int i = 0; i < points * points * points; i++)
        {
            vertices.AddRange([(float)(low + i % points * cubeEdge), (float)(low + i / points % points * cubeEdge), (float)(low + i / points / points * cubeEdge)]);
        }
        // Six tetrahedra of a cube: one for each order in which the axes are walked from corner to corner.
        int[][] orders = [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1], [2, 1, 0], [1, 0, 2]];
        int[] step = [1, points, points * points];
        var all = new List<(int Cell, int Voxel, float[] Weights)>();
        var cells = new List<int>();
        var numbers = new Dictionary<int, int>();
        foreach (int voxel in voxels)
        {
            double[] at = [voxel % box - box / 2 - low, voxel / box % box - box / 2 - low, voxel / box / box - box / 2 - low];
            int[] cube = [.. at.Select(c => (int)(c / cubeEdge))];
            double[] f = [.. at.Select((c, k) => c / cubeEdge - cube[k])];
            int kind = Array.FindIndex(orders, o => f[o[0]] >= f[o[1]] && f[o[1]] >= f[o[2]]);
            int[] order = orders[kind];
            int corner = cube[0] + points * (cube[1] + points * cube[2]);
            if (!numbers.TryGetValue(6 * corner + kind, out int cell))
            {
                numbers[6 * corner + kind] = cell = cells.Count / 4;
                int a = corner + step[order[0]], b = a + step[order[1]], c = b + step[order[2]];
                cells.AddRange(kind < 3 ? [corner, a, b, c] : [corner, b, a, c]);
            }
            float wa = (float)(f[order[0]] - f[order[1]]), wb = (float)(f[order[1]] - f[order[2]]), wc = (float)f[order[2]];
            all.Add((6 * corner + kind, voxel, kind < 3 ? [1 - wa - wb - wc, wa, wb, wc] : [1 - wa - wb - wc, wb, wa, wc]));
        }
        // Only the vertices that some cell uses, as in a real mesh.
        int[] used = [.. cells.Distinct().Order()];
        var rank = used.Select((vertex, i) => (vertex, i)).ToDictionary(p => p.vertex, p => p.i);
        all.Sort((p, q) => (p.Cell, p.Voxel).CompareTo((q.Cell, q.Voxel)));
        var mesh = new TetrahedralMesh
        {
            Vertices = [.. used.SelectMany(v => vertices.GetRange(3 * v, 3))],
            Cells = [.. cells.Select(v => rank[v])],
            RigidityWeights = [.. Enumerable.Repeat(1f, cells.Count / 4)],
            Mobility = [.. Enumerable.Repeat(1f, used.Length)],
        };
        var binding = new VoxelBinding
        {
            Box = box,
            PixelSizeAngstrom = 1,
            Voxels = [.. all.Select(v => v.Voxel)],
            Cells = [.. all.Select(v => numbers[v.Cell])],
            Barycentric = [.. all.SelectMany(v => v.Weights)],
            Mask = [.. Enumerable.Repeat(1f, all.Count)],
        };
        SplatPlan plan = SplatPlan.Create(mesh, binding);
        var (px, py) = Project(plan, box, spread);
        return new()
        {
            Name = name,
            Box = box,
            Mesh = mesh,
            Plan = plan,
            Values = [.. Enumerable.Range(0, voxelCount).Select(i => (i * 7919 % 1000) / 1000f)],
            Px = px,
            Py = py,
            CellsInUse = cells.Count / 4,
        };
    }

    // The pose of the PyTorch peer's benchmark, and a wave of two voxels for a flow.
    private static (float[] X, float[] Y) Project(SplatPlan plan, int n, double spread)
    {
        float[] px = new float[plan.VertexCount], py = new float[plan.VertexCount];
        for (int v = 0; v < px.Length; v++)
        {
            double x = plan.RestVertices[3 * v], y = plan.RestVertices[3 * v + 1], z = plan.RestVertices[3 * v + 2];
            (x, y, z) = (spread * x + 2 * Math.Sin(y / 9), spread * y + 2 * Math.Sin(z / 7), spread * z + 2 * Math.Sin(x / 8));
            px[v] = (float)(n / 2 + .36 * x + .48 * y - .8 * z);
            py[v] = (float)(n / 2 - .8 * x + .6 * y);
        }
        return (px, py);
    }
}
