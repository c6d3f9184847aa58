using System.Runtime.CompilerServices;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>The working memory of one worker: private images and buffers of one block of voxels, grown on first use and then reused, so that an image costs no allocation.</summary>
/// <remarks>Not thread-safe. Takes about 70 times the memory of an image of the largest size seen.</remarks>
internal sealed unsafe class SplatScratch
{
    internal const int Padded = SplatPlan.BlockVoxels + SplatPlan.Slack;

    private float[] _tiles = [], _image = [], _vertexPairs = [], _vertexQuads = [], _velocityQuads = [], _tangents = [];
    private readonly float[] _block = Allocate(BlockFloats);

    public SplatScratch()
        : this(LaneWidths.Best) { }

    /// <param name="width">A vector width narrower than the machine's widest, so that tests can compare them.</param>
    internal SplatScratch(LaneWidth width)
    {
        if (!LaneWidths.IsSupported(width))
        {
            throw new PlatformNotSupportedException($"this processor has no vectors of {(int)width} floats");
        }
        Width = width;
    }

    internal LaneWidth Width { get; }

    /// <summary>Image points of the block's voxels, with slack.</summary>
    internal float* X => Aligned(_block);

    internal float* Y => X + Padded;

    /// <summary>Gradient with respect to the image points of the block's voxels.</summary>
    internal float* GradientX => Y + Padded;

    internal float* GradientY => GradientX + Padded;

    /// <summary>Copy of the caller's densities in the last block, padded to whole vectors.</summary>
    internal float* TailValues => GradientY + Padded;

    /// <summary>The gradient with respect to the densities of the last block, padded to whole vectors.</summary>
    internal float* TailGradient => TailValues + Padded;

    /// <summary>The four x weights of each voxel of a vector; the y and z weights follow.</summary>
    internal float* WeightsX => TailGradient + Padded;

    internal float* WeightsY => WeightsX + 64;

    internal float* WeightsZ => WeightsY + 64;

    /// <summary>The index of each voxel's 4×4 patch in the image or the tiles, for one vector of voxels.</summary>
    internal int* Offsets => (int*)(WeightsZ + 64);

    private static int BlockFloats => 6 * Padded + 3 * 64 + 16;

    /// <summary>The sixteen tiled copies of the images, all zero: who adds to them clears them again.</summary>
    internal float* Tiles(in TileGrid grid) => Grow(ref _tiles, grid.TiledFloats);

    /// <summary>The padded image, or a few padded rows; contents undefined.</summary>
    internal float* PaddedImage(in TileGrid grid) => Grow(ref _image, Math.Max(grid.PaddedFloats, grid.FoldFloats));

    /// <summary>[vertex][x, y] gradients; contents undefined.</summary>
    internal float* VertexPairs(int vertexCount) => Grow(ref _vertexPairs, 2 * vertexCount);

    /// <summary>[vertex][x, y, –, –] for plans of short runs; null for others, which do not read it.</summary>
    internal float* VertexQuads(SplatPlan plan, ReadOnlySpan<float> px, ReadOnlySpan<float> py)
    {
        if (plan.CornerOffsets.Length == 0)
        {
            return null;
        }
        float* quads = Grow(ref _vertexQuads, 4 * plan.VertexCount);
        for (int vertex = 0; vertex < px.Length; vertex++)
        {
            quads[4 * vertex] = px[vertex];
            quads[4 * vertex + 1] = py[vertex];
        }
        return quads;
    }

    /// <summary>[column][vertex][x, y, –, –] velocities for plans of short runs; null for others, which do not read them.</summary>
    internal float* VelocityQuads(SplatPlan plan, ReadOnlySpan<float> velocities, int columns)
    {
        if (plan.CornerOffsets.Length == 0)
        {
            return null;
        }
        int vertices = plan.VertexCount;
        float* quads = Grow(ref _velocityQuads, 4 * vertices * columns);
        for (int column = 0; column < columns; column++)
        {
            ReadOnlySpan<float> x = velocities.Slice(2 * column * vertices, vertices), y = velocities.Slice((2 * column + 1) * vertices, vertices);
            for (int vertex = 0; vertex < vertices; vertex++)
            {
                quads[4 * (column * vertices + vertex)] = x[vertex];
                quads[4 * (column * vertices + vertex) + 1] = y[vertex];
            }
        }
        return quads;
    }

    /// <summary>The slopes of a vector of voxels in x and in y (64 floats each), and the velocities of a block of voxels, [column][x, y][voxel].</summary>
    internal float* Tangents(int columns) => Grow(ref _tangents, TangentFloats(columns));

    private static int TangentFloats(int columns) => 2 * 64 + 2 * Padded * columns;

    /// <summary>Bytes of scratch memory once an image of n×n has been projected and its adjoints computed.</summary>
    /// <param name="columns">Number of derivative images made with a projection; 0 for none.</param>
    /// <param name="motions">The number of them that are motions of the vertices.</param>
    internal static long BytesOf(SplatPlan plan, int n, int columns = 0, int motions = 0)
    {
        var grid = new TileGrid(n, 1 + columns);
        long quads = plan.CornerOffsets.Length == 0 ? 0 : 4 * plan.VertexCount;
        return sizeof(float) * (BlockFloats + (long)grid.TiledFloats + Math.Max(grid.PaddedFloats, grid.FoldFloats) + 2 * plan.VertexCount + (1 + motions) * quads + (columns > 0 ? TangentFloats(columns) : 0));
    }

    private static float* Grow(ref float[] array, int floats)
    {
        if (array.Length < floats + 16)
        {
            array = Allocate(floats);
        }
        return Aligned(array);
    }

    // Pinned arrays never move, so a pointer into them stays valid for the life of this object.
    private static float[] Allocate(int floats) => GC.AllocateArray<float>(floats + 16, pinned: true);

    private static float* Aligned(float[] array) => (float*)(((nuint)Unsafe.AsPointer(ref array[0]) + 63) & ~(nuint)63);
}
