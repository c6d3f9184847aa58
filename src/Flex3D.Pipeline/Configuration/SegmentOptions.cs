namespace Flex3D.Pipeline.Configuration;

/// <summary>The settings of a segment of the mesh.</summary>
internal sealed record SegmentOptions
{
    [Setting("Its label in the segmentation, not 0", Min = -1_000_000, Max = 1_000_000)]
    public int Label { get; init; }

    [Setting("Its name, for mesh.fuse, mesh.rigid and messages", Auto = "its label")]
    public string? Name { get; init; }

    [Setting("Rigidity weight of all of its cells", Min = 0, Max = 1000, Auto = "from the density")]
    public double? Rigidity { get; init; }

    [Setting("Edge of its cells, rounded to a half, a quarter or an eighth of the largest", Unit = "Å", Min = 0, AboveMin = true, Auto = "that of the mesh")]
    public double? CellSize { get; init; }
}
