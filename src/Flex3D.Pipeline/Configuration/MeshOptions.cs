namespace Flex3D.Pipeline.Configuration;

/// <summary>The settings of the mesh step: the tetrahedral mesh and its rigidity weights.</summary>
internal sealed record MeshOptions
{
    [Setting("Number of cells along an edge of the box", Min = 2, Max = 80, Auto = "from the number of particles, their signal and the mask's volume")]
    public int? Cells { get; init; }

    [Setting("Edge of a cell; it replaces the number of cells", Unit = "Å", Min = 0, AboveMin = true, Auto = "from cells")]
    public double? CellSize { get; init; }

    [Setting("Rigidity weight of empty cells; the densest cells have 1", Min = 0, Max = 1)]
    public double MinimumRigidity { get; init; } = 0.5;

    [Setting("Mesh file to use instead of a regular mesh", Auto = "a regular mesh", IsPath = true)]
    public string? File { get; init; }
}
