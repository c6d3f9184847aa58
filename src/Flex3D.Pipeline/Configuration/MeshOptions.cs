namespace Flex3D.Pipeline.Configuration;

/// <summary>The tetrahedral mesh and its rigidity weights.</summary>
internal sealed record MeshOptions
{
    [Setting("Cells across the box", Min = 2, Max = 80, Auto = "from the number of particles, their signal and the mask's volume")]
    public int? Cells { get; init; }

    [Setting("Edge of a cell, instead of the number of cells", Unit = "Å", Min = 0, AboveMin = true, Auto = "from cells")]
    public double? CellSize { get; init; }

    [Setting("Rigidity weight of empty cells; the densest have 1", Min = 0, Max = 1)]
    public double MinimumRigidity { get; init; } = 0.5;

    [Setting("A mesh of one's own, instead of a regular one", Auto = "made", IsPath = true)]
    public string? File { get; init; }
}
