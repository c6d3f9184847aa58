using System.Globalization;
using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Kernels;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Flex3D.Bench.Gpu;

/// <summary>Counts, without a card, how often the threads of a warp meet in a bank of shared memory where the kernels of the splat read or add, and how many lines of the cache they would touch instead.</summary>
/// <remarks>The geometry is that of the kernels, on the processor's memory: 32 threads a warp, 32 banks of 4 bytes, lines of 128 bytes. A pass serves one address of each bank; an atomic, one thread of each bank.</remarks>
internal static class BankCounts
{
    private const int Warp = 32, LineFloats = 32, Taps = 16, Views = 4;

    /// <summary>Writes a table for some views of a problem.</summary>
    public static void Tell(BallProblem ball, Action<FormattableString> tell)
    {
        using Context context = Context.Create(builder => builder.CPU(new CPUDevice(2, 1, 1)));
        using Accelerator host = context.CreateCPUAccelerator(0);
        using var arrays = new DeviceArrays(host);
        var problem = new ProblemOnDevice(arrays, ball.Problem);
        host.Synchronize();
        SplatViews plan = problem.Splat;
        ArrayView<float> qx = arrays.Allocate<float>(plan.Vertices), qy = arrays.Allocate<float>(plan.Vertices);
        float[] rest = new float[problem.Rest.Length], x = new float[plan.Vertices], y = new float[plan.Vertices];
        problem.Rest.CopyToCPU(rest);
        ImageShard shard = ball.Shard(Math.Min(Views, ball.Table.Count));
        Count tile = default, cells = default, map = default, forward = default;
        int fitting = 0, runs = 0;
        for (int view = 0; view < shard.Count; view++)
        {
            VertexProjection.Project(rest, [], 0, shard.Pose.AsSpan(view * ImageShard.PoseLength, ImageShard.PoseLength), x, y);
            qx.CopyFromCPU(x);
            qy.CopyFromCPU(y);
            for (int run = 0; run < plan.Runs; run++, runs++)
            {
                CellPoints alongX = new(plan, qx, 0, 4 * run), alongY = new(plan, qy, 0, 4 * run);
                var place = new AdjointTile(alongX.Least, alongX.Most, alongY.Least, alongY.Most);
                fitting += place.Lines > 0 ? 1 : 0;
                for (int first = plan.RunStarts[run]; first < plan.RunStarts[run + 1]; first += Warp)
                {
                    (int Column, int Line)[] points = Points(first, Math.Min(first + Warp, plan.RunStarts[run + 1]));
                    cells += Lines(points);
                    if (points.All(point => place.Holds(point.Column, point.Line)))
                    {
                        tile += Passes([.. points.Select(point => place.At(0, point.Column, point.Line))], place.Pitch, distinct: true);
                    }
                }
            }
            for (int first = 0; first < plan.Voxels; first += Warp)
            {
                (int Column, int Line)[] points = Points(first, Math.Min(first + Warp, plan.Voxels));
                map += Lines(points);
                (int left, int top, int width) = Rectangle(first / SplatTiles.ChunkVoxels * SplatTiles.ChunkVoxels);
                forward += Passes([.. points.Select(point => (point.Line - top) * width + point.Column - left)], width, distinct: false);
            }
        }
        tell($"{"access",-34} {"loads",10} {"passes",7} {"lines",6}");
        Row("ProjectTiles, atomics on a tile", forward, "passes");
        Row("AdjointFlow, reads from a tile", tile, "passes");
        Row("AdjointFlow, were it the image", cells, "lines");
        Row("AdjointMap, reads from the image", map, "lines");
        tell($"{100.0 * fitting / runs:f1} % of the cells fit into a tile of AdjointFlow; {(double)plan.Voxels / plan.Runs:f0} voxels a run");

        (int Column, int Line)[] Points(int first, int end) => [.. Enumerable.Range(first, end - first).Select(voxel =>
        {
            var place = new VoxelPlace(plan, voxel);
            return ((int)MathF.Floor(place.At(qx, 0)) - 1, (int)MathF.Floor(place.At(qy, 0)) - 1);
        })];

        // That of a chunk's cells, as the forward splat finds it.
        (int Left, int Top, int Width) Rectangle(int chunk)
        {
            int end = Math.Min(chunk + SplatTiles.ChunkVoxels, plan.Voxels);
            int left = plan.Box, top = plan.Box, right = -1;
            for (int corner = 4 * plan.RunOf[chunk]; corner < 4 * plan.RunOf[end - 1] + 4; corner++)
            {
                int vertex = plan.RunVertices[corner], column = (int)MathF.Floor(Math.Clamp(qx[vertex], -2, plan.Box + 1)), line = (int)MathF.Floor(Math.Clamp(qy[vertex], -2, plan.Box + 1));
                (left, top, right) = (Math.Min(left, Math.Max(column - 1, 0)), Math.Min(top, Math.Max(line - 1, 0)), Math.Max(right, Math.Min(column + 2, plan.Box - 1)));
            }
            return (left, top, Math.Max(right - left + 1, 1));
        }

        Count Lines((int Column, int Line)[] points)
        {
            Count sum = default;
            for (int tap = 0; tap < Taps; tap++)
            {
                sum += new Count(1, points.Select(point => ((point.Line + tap / 4) * plan.Box + point.Column + tap % 4) / LineFloats).Distinct().Count());
            }
            return sum;
        }

        void Row(string access, in Count count, string unit)
        {
            string each = count.Loads == 0 ? "-" : ((double)count.Served / count.Loads).ToString("f2", CultureInfo.InvariantCulture);
            tell($"{access,-34} {count.Loads,10} {(unit == "passes" ? each : ""),7} {(unit == "lines" ? each : ""),6}");
        }
    }

    // The passes of the taps of some points, each tap an instruction of the warp.
    private static Count Passes(int[] at, int pitch, bool distinct)
    {
        Count sum = default;
        for (int tap = 0; tap < Taps; tap++)
        {
            int offset = tap / 4 * pitch + tap % 4;
            sum += new Count(1, at.Select(index => index + offset).GroupBy(index => index & (Warp - 1)).Max(bank => distinct ? bank.Distinct().Count() : bank.Count()));
        }
        return sum;
    }

    private readonly record struct Count(long Loads, long Served)
    {
        public static Count operator +(Count a, Count b) => new(a.Loads + b.Loads, a.Served + b.Served);
    }
}
