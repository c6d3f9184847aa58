using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Numerics.Lanes;
using Flex3D.Stages.Priors;

namespace Flex3D.Bench;

/// <summary>Nanoseconds per voxel (or tetrahedron) of every operator of one image on one core, beside the floor that bytes and instructions set.</summary>
/// <remarks>
/// Instructions are vector arithmetic, shuffles included, for 16 lanes of the 512-bit kernels; the core starts at most four a cycle.
/// Forward: place 6, weights 2·13, tile numbers 19, transposes 32, densities 4, outer products 16·2 = 119.
/// Adjoint (both): place 6, weights and slopes 2·22, corners 7, rows 4·(12 inserts + 8 shuffles), sums 4·11, scale and add 3, vertices 16·2 = 216;
/// map alone 184.
/// Rigidity with gradient: fetch 4·18, deformation 36, four Newton steps of 70, strain and energy 19, forces 46, transposes 4·12, adds 64 = 565.
/// Bytes are what each voxel streams: three weights and a density (16); the four weights again and a gradient read and written (40 in all).
/// </remarks>
internal static class OperatorBench
{
    private const double LanesPerVector = 16, StartsPerCycle = 4;

    public static Case[] Cases() =>
    [
        Case.Create("training, 2 voxels a cell", 40, 6134, 2.3, 2),
        Case.Create("training, 5 voxels a cell", 40, 6134, 3.4, 2),
        Case.Create("box 64", 64, 25000, 5, 2),
        Case.Create("box 128", 128, 288359, 7, 20),
        // The points of the PyTorch peer fill a cube of ±41 pixels before the rotation: 66 voxels at steps of 1.24 pixels.
        Case.Create("box 128, as PyTorch's", 128, 288359, 7, 20, 82 / 66.0),
    ];

    public static void Run()
    {
        double clock = Stopwatches.ClockGigahertz();
        Console.WriteLine($"one core at {clock:f2} GHz, vectors of {(int)LaneWidths.Best} floats; least of many runs; ns per voxel or tetrahedron");
        Console.WriteLine($"{"case",-27} {"operator",-22} {"items",7} {"ns",7} | {"bytes",5} {"ns",6} | {"instr",6} {"ns",6} | {"of floor",8}");
        foreach (Case c in Cases())
        {
            double bandwidth = Stopwatches.ReadBytesPerNanosecond(c.Values.Length * 8);
            int n = c.Box, voxels = c.Values.Length;
            var scratch = new SplatScratch();
            float[] image = new float[n * n], map = new float[voxels], x = new float[c.Px.Length], y = new float[c.Px.Length];
            double forward = Row("forward", voxels, 16, 119, () => ConvectionProjection.Project(c.Plan, c.Values, c.Px, c.Py, n, image, scratch));
            Row("adjoint map", voxels, 20, 184, () => ConvectionProjection.AdjointMap(c.Plan, c.Px, c.Py, image, n, map, scratch));
            Row("adjoint flow", voxels, 32, 213, () => ConvectionProjection.AdjointFlow(c.Plan, c.Values, c.Px, c.Py, image, n, x, y, scratch));
            double both = Row("adjoint map and flow", voxels, 40, 216, () => ConvectionProjection.AdjointBoth(c.Plan, c.Values, c.Px, c.Py, image, n, map, x, y, scratch));
            Console.WriteLine($"{c.Name,-27} {"forward + adjoint",-22} {voxels,7} {forward + both,7:f2}");

            var rigidity = new RigidityPrior(c.Mesh);
            int vertices = c.Mesh.VertexCount;
            float[] deformed = new float[3 * vertices], slopes = new float[3 * vertices];
            for (int v = 0; v < vertices; v++)
            {
                double at = c.Mesh.Vertices[3 * v] * 0.11 + c.Mesh.Vertices[3 * v + 1] * 0.07 + c.Mesh.Vertices[3 * v + 2] * 0.05;
                (deformed[v], deformed[vertices + v], deformed[2 * vertices + v]) = (c.Mesh.Vertices[3 * v] + (float)Math.Sin(at), c.Mesh.Vertices[3 * v + 1] + (float)Math.Cos(at), c.Mesh.Vertices[3 * v + 2]);
            }
            Row("rigidity and gradient", c.Mesh.CellCount, 56, 565, () => rigidity.EnergyAndGradient(deformed, slopes, 1));
            Row("rigidity, energy alone", c.Mesh.CellCount, 56, 400, () => rigidity.EnergyAndGradient(deformed, [], 1));

            double Row(string name, int items, double bytes, double instructions, Action action)
            {
                (double seconds, bool stable) = Stopwatches.Least(action);
                double ns = seconds * 1e9 / items, stream = bytes / bandwidth;
                double arithmetic = instructions / LanesPerVector / StartsPerCycle / clock;
                Console.WriteLine($"{c.Name,-27} {name,-22} {items,7} {ns,7:f2} | {bytes,5} {stream,6:f2} | {instructions / LanesPerVector,6:f1} {arithmetic,6:f2} | {Math.Max(stream, arithmetic) / ns,8:p0}{(stable ? "" : " unstable")}");
                return ns;
            }
        }
    }
}
