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

    [Setting("Rigidity weight of empty cells at the mesh's surface, such as 3 where loose outer parts move erratically; 0 for the weight of other cells", Min = 0, Max = 1000)]
    public double SurfaceRigidity { get; init; }

    [Setting("Mesh to use instead of a regular one: the mesh.json of a run, edited, or tetrahedra in a file of VTK (.vtu, .vtk)", Auto = "a regular mesh", IsPath = true)]
    public string? File { get; init; }

    [Setting("Labelled parts of the molecule along whose boundaries the mesh is cut: a map of labels (.mrc; 0 and -1 mean solvent), a file of Segger (.seg), or the .yaml file that flex3d segment writes", Auto = "no cuts", IsPath = true)]
    public string? Segmentation { get; init; }

    [Setting("Names, rigidity weights and cell sizes of segments, such as {label: 1, name: body}", Auto = "those of the .yaml file")]
    public IReadOnlyList<SegmentOptions>? Segments { get; init; }

    [Setting("Pairs of segments that share vertices where they touch, such as 'body > arm', the one nearer to the root first; names or labels", Auto = "those of the .yaml file")]
    public IReadOnlyList<string>? Fuse { get; init; }

    [Setting("Segments whose cells have a rigidity weight of 20", Auto = "those of the .yaml file")]
    public IReadOnlyList<string>? Rigid { get; init; }

    [Setting("Fused segments share vertices only where both are at least this dense, as a fraction of the density where they touch most densely", Min = 0, Max = 1)]
    public double FuseDensity { get; init; } = 0.7;

    [Setting("Rigidity weights of cells in place of the mesh's: a table with the columns cell and weight (.csv), or a map of weights (.mrc)", Auto = "from the density", IsPath = true)]
    public string? Weights { get; init; }

    [Setting("Width over which the flow of the molecule rises, smoothly, from 0 at inputs.micelleMask to its full size; with 0 the molecule moves freely along the mask", Unit = "Å", Min = 0, Max = 1000)]
    public double MicelleWidth { get; init; }

    [Setting("Also write the shape of each cell (mesh/cells.csv) and the mesh's edges coloured by segment (mesh.bild), and summarise them in the log", KeepsCheckpoint = true)]
    public bool Inspect { get; init; }
}
