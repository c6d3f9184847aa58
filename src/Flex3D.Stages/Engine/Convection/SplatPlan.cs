using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>The binding of a box's voxels to mesh vertices, laid out for the kernels; immutable.</summary>
/// <remarks>
/// <para>Voxels stay in the binding's order. A <em>run</em> is a stretch of voxels of one cell inside one block of
/// <see cref="BlockVoxels"/>: within it a voxel's image point is an affine function of the cell's four vertices.</para>
/// <para>Voxels of cell −1 do not move. They are given one more cell, of four anchor vertices that come after the mesh's;
/// their displacement is always zero, so a caller projects <see cref="RestVertices"/> there and
/// drops the gradient it gets for them. The kernels need no special case.</para>
/// </remarks>
internal sealed class SplatPlan
{
    /// <summary>The number of voxels in a block; a multiple of every vector width, small enough for the first-level cache.</summary>
    internal const int BlockVoxels = 256;

    /// <summary>Elements after the last voxel in every per-voxel array, so that a vector may be read past the end.</summary>
    internal const int Slack = 16;

    private const float LargestWeight = 100;

    /// <summary>The mean number of voxels in a run below which <see cref="CornerOffsets"/> is faster: setting up a run costs as much as looking up about five voxels.</summary>
    private const int ShortRun = 5;

    private SplatPlan(int voxelCount, float[] restVertices)
    {
        VoxelCount = voxelCount;
        RestVertices = restVertices;
    }

    /// <summary>Number of bound voxels.</summary>
    public int VoxelCount { get; }

    /// <summary>The number of vertices that a caller gives positions for: those of the mesh, then the anchors.</summary>
    public int VertexCount => RestVertices.Length / 3;

    /// <summary>Rest positions of all the plan's vertices, Å from the box centre, [vertex][x, y, z].</summary>
    public float[] RestVertices { get; }

    /// <summary>Weights of the cell's vertices 1, 2 and 3, one array each, with slack; vertex 0 has 1 minus their sum.</summary>
    internal float[] Weight1 { get; private init; } = [];

    internal float[] Weight2 { get; private init; } = [];

    internal float[] Weight3 { get; private init; } = [];

    /// <summary>The four weights of a voxel together, [voxel][4], with slack.</summary>
    internal float[] WeightQuads { get; private init; } = [];

    /// <summary>First voxel of each run, and at the end the number of voxels.</summary>
    internal int[] RunStarts { get; private init; } = [];

    /// <summary>[run][4] vertices.</summary>
    internal int[] RunVertices { get; private init; } = [];

    /// <summary>First run of each block, and at the end the number of runs.</summary>
    internal int[] BlockRuns { get; private init; } = [];

    /// <summary>[corner][voxel, with slack] 4·vertex, where runs are so short that looking up each voxel's vertices is faster; else empty.</summary>
    internal int[] CornerOffsets { get; private set; } = [];

    /// <summary>Bytes of the plan's arrays.</summary>
    internal long Bytes => sizeof(float) * (
        (long)RestVertices.Length + Weight1.Length + Weight2.Length + Weight3.Length + WeightQuads.Length
        + RunStarts.Length + RunVertices.Length + BlockRuns.Length + CornerOffsets.Length);

    /// <summary>Bytes of the arrays of a plan of some of the voxels, without those that it shares: at most so many.</summary>
    /// <param name="voxels">Number of the voxels.</param>
    internal long BytesOf(int voxels) => sizeof(float) * (11L * (voxels + Slack) + 5L * Math.Min(voxels, RunCount + BlockCount) + voxels / BlockVoxels + 3);

    internal int BlockCount => BlockRuns.Length - 1;

    internal int RunCount => RunStarts.Length - 1;

    /// <exception cref="InputException">A cell or a vertex number out of range, or weights that are not finite or not weights.</exception>
    public static SplatPlan Create(TetrahedralMesh mesh, VoxelBinding binding)
    {
        int count = binding.Count;
        bool anchored = Array.IndexOf(binding.Cells, -1) >= 0;
        float[] rest = anchored ? [.. mesh.Vertices, .. Anchors(binding)] : [.. mesh.Vertices];
        var layout = new Layout(count);
        for (int voxel = 0; voxel < count; voxel++)
        {
            int cell = binding.Cells[voxel];
            if (layout.BeginsRun(voxel, cell != binding.Cells[Math.Max(0, voxel - 1)]))
            {
                AddVertices(layout.Vertices, mesh, cell, voxel);
            }
            Span<float> quad = layout.Quad(voxel);
            if (cell < 0)
            {
                AnchorWeights(binding, voxel, rest.AsSpan(3 * mesh.VertexCount), quad);
            }
            else
            {
                CopyWeights(binding, voxel, quad);
            }
        }
        return layout.ToPlan(rest);
    }

    /// <summary>Returns the plan of some of these voxels, in their order, with the same vertices.</summary>
    /// <param name="kept">Indices of the voxels, ascending.</param>
    public SplatPlan Of(ReadOnlySpan<int> kept)
    {
        var layout = new Layout(kept.Length);
        for (int voxel = 0, run = 0; voxel < kept.Length; voxel++)
        {
            int from = kept[voxel], before = run;
            while (RunStarts[run + 1] <= from)
            {
                run++;
            }
            if (layout.BeginsRun(voxel, run != before))
            {
                layout.Vertices.AddRange(RunVertices.AsSpan(4 * run, 4));
            }
            WeightQuads.AsSpan(4 * from, 4).CopyTo(layout.Quad(voxel));
        }
        return layout.ToPlan(RestVertices);
    }

    // The arrays of a plan while its voxels are added one after the other.
    private sealed class Layout(int count)
    {
        private readonly float[] _quads = new float[4 * (count + Slack)];
        private readonly List<int> _starts = [], _blocks = [];

        public List<int> Vertices { get; } = [];

        public Span<float> Quad(int voxel) => _quads.AsSpan(4 * voxel, 4);

        // Whether a voxel begins a run: it does at the start of a block, and where its vertices are not those of the voxel before.
        public bool BeginsRun(int voxel, bool moves)
        {
            bool block = voxel % BlockVoxels == 0;
            if (block)
            {
                _blocks.Add(_starts.Count);
            }
            if (block || moves)
            {
                _starts.Add(voxel);
            }
            return block || moves;
        }

        public SplatPlan ToPlan(float[] rest)
        {
            float[] w1 = new float[count + Slack], w2 = new float[count + Slack], w3 = new float[count + Slack];
            for (int voxel = 0; voxel < count; voxel++)
            {
                Span<float> quad = Quad(voxel);
                (w1[voxel], w2[voxel], w3[voxel]) = (quad[1], quad[2], quad[3]);
            }
            var plan = new SplatPlan(count, rest)
            {
                Weight1 = w1,
                Weight2 = w2,
                Weight3 = w3,
                WeightQuads = _quads,
                RunStarts = [.. _starts, count],
                RunVertices = [.. Vertices],
                BlockRuns = [.. _blocks, _starts.Count],
            };
            if (count < ShortRun * plan.RunCount)
            {
                plan.CornerOffsets = plan.LookUpCorners();
            }
            return plan;
        }
    }

    private int[] LookUpCorners()
    {
        int stride = VoxelCount + Slack;
        int[] offsets = new int[4 * stride];
        for (int run = 0; run < RunCount; run++)
        {
            for (int corner = 0; corner < 4; corner++)
            {
                offsets.AsSpan(corner * stride + RunStarts[run], RunStarts[run + 1] - RunStarts[run]).Fill(4 * RunVertices[4 * run + corner]);
            }
        }
        return offsets;
    }

    private static void AddVertices(List<int> vertices, TetrahedralMesh mesh, int cell, int voxel)
    {
        if (cell < -1 || cell >= mesh.CellCount)
        {
            throw new InputException("mesh binding", $"voxel {voxel}", $"cell {cell}", $"a cell from 0 to {mesh.CellCount - 1}, or -1");
        }
        for (int corner = 0; corner < 4; corner++)
        {
            int vertex = cell < 0 ? mesh.VertexCount + corner : mesh.Cells[4 * cell + corner];
            if (vertex < 0 || (cell >= 0 && vertex >= mesh.VertexCount))
            {
                throw new InputException("mesh", $"cell {cell}", $"vertex {vertex}", $"a vertex from 0 to {mesh.VertexCount - 1}");
            }
            vertices.Add(vertex);
        }
    }

    private static void CopyWeights(VoxelBinding binding, int voxel, Span<float> quad)
    {
        ReadOnlySpan<float> from = binding.Barycentric.AsSpan(4 * voxel, 4);
        float sum = from[0] + from[1] + from[2] + from[3];
        for (int corner = 0; corner < 4; corner++)
        {
            if (!(Math.Abs(from[corner]) <= LargestWeight) || !(Math.Abs(sum - 1) <= 1e-3f))
            {
                throw new InputException("mesh binding", $"voxel {voxel}", $"weights {from[0]}, {from[1]}, {from[2]}, {from[3]}", "four weights that sum to 1");
            }
        }
        from[1..].CopyTo(quad[1..]);
        quad[0] = 1 - from[1] - from[2] - from[3];
    }

    /// <summary>Computes the anchors: a corner below the box and three on its axes, three box edges long, so that every voxel of the box lies inside.</summary>
    private static float[] Anchors(VoxelBinding binding)
    {
        float edge = (float)(binding.Box * binding.PixelSizeAngstrom), low = -edge / 2, high = low + 3 * edge;
        return [low, low, low, high, low, low, low, high, low, low, low, high];
    }

    private static void AnchorWeights(VoxelBinding binding, int voxel, ReadOnlySpan<float> anchors, Span<float> quad)
    {
        int n = binding.Box, flat = binding.Voxels[voxel];
        double edge = 3.0 * n, half = 0.5 * n;
        quad[1] = (float)((flat % n - n / 2 + half) / edge);
        quad[2] = (float)((flat / n % n - n / 2 + half) / edge);
        quad[3] = (float)((flat / n / n - n / 2 + half) / edge);
        quad[0] = 1 - quad[1] - quad[2] - quad[3];
    }
}
