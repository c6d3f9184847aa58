using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Engine.Lanes;

namespace Flex3D.Bench;

internal static class OperatorBench
{
    public static void Run()
    {
        Case[] cases =
        [
            Case.Create("training, 2 voxels/cell", 40, 6134, 2.3, 2),
            Case.Create("training, 7 voxels/cell", 40, 6134, 3.4, 2),
            Case.Create("box 64", 64, 25000, 5, 2),
            Case.Create("box 128 (torch_splat)", 128, 288359, 7, 20),
        ];
        foreach (Case c in cases)
        foreach (LaneWidth w in new[] { LaneWidth.Sixteen })
        {
            int n = c.Box, nv = c.Values.Length;
            var scratch = new SplatScratch(w);
            float[] image = new float[n * n], g = new float[nv], gx = new float[c.Px.Length], gy = new float[c.Px.Length];
            double f = Stopwatches.Least(() => ConvectionProjection.Project(c.Plan, c.Values, c.Px, c.Py, n, image, scratch), 0.7);
            double m = Stopwatches.Least(() => ConvectionProjection.AdjointMap(c.Plan, c.Px, c.Py, image, n, g, scratch), 0.7);
            double fl = Stopwatches.Least(() => ConvectionProjection.AdjointFlow(c.Plan, c.Values, c.Px, c.Py, image, n, gx, gy, scratch), 0.7);
            double b = Stopwatches.Least(() => ConvectionProjection.AdjointBoth(c.Plan, c.Values, c.Px, c.Py, image, n, g, gx, gy, scratch), 0.7);
            Console.WriteLine($"{c.Name,-28} {(int)w,3} {nv,7} {c.CellsInUse,6}  fwd {f * 1e9 / nv,6:f2}  map {m * 1e9 / nv,6:f2}  flow {fl * 1e9 / nv,6:f2}  both {b * 1e9 / nv,6:f2}   f+a {(f + b) * 1e9 / nv,6:f2} ns/voxel");
        }
    }
}
