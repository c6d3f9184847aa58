namespace Flex3D.Stages.Engine.Convection;

/// <summary>A <see cref="SplatPlan"/>'s arrays, pinned by the caller for one sweep.</summary>
internal readonly unsafe struct PlanPointers(
    SplatPlan plan, float* weight1, float* weight2, float* weight3, float* weightQuads, int* runStarts, int* runVertices, int* blockRuns,
    int* cornerOffsets, float* vertexQuads)
{
    public readonly float* Weight1 = weight1, Weight2 = weight2, Weight3 = weight3, WeightQuads = weightQuads;
    public readonly int* RunStarts = runStarts, RunVertices = runVertices, BlockRuns = blockRuns, CornerOffsets = cornerOffsets;

    /// <summary>[vertex][x, y, –, –] image points, where <see cref="CornerOffsets"/> is in use; else null.</summary>
    public float* VertexQuads { get; init; } = vertexQuads;

    public readonly int VoxelCount = plan.VoxelCount, BlockCount = plan.BlockCount;
}
