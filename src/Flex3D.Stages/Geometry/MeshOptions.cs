namespace Flex3D.Stages.Geometry;

/// <summary>Options of <see cref="MeshBuilder"/> for the regular mesh that covers a mask.</summary>
public sealed record MeshOptions
{
    /// <summary>Cubes along the box edge; used where <see cref="CellSizeAngstrom"/> is 0. 3DFlex's default is 20 ("a cell should span one or two alpha helices").</summary>
    public int CellsAcrossBox { get; init; } = 20;

    /// <summary>Cube edge, Å; takes precedence over <see cref="CellsAcrossBox"/> where positive.</summary>
    public double CellSizeAngstrom { get; init; }

    /// <summary>Mask value above which a voxel must lie in a cell.</summary>
    public float Support { get; init; } = 0.01f;

    /// <summary>Cubes within this distance (largest of the three coordinates, Å) of a support voxel are kept too.</summary>
    public double MarginAngstrom { get; init; }

    /// <summary>Rigidity weight of an empty cell; the densest cells have weight 1.</summary>
    public double MinimumRigidityWeight { get; init; } = 0.5;

    /// <summary>The percentile of the cells' mean densities that counts as densest (weight 1).</summary>
    public double DensityPercentile { get; init; } = 95;

    /// <summary>Rigidity weight of an empty cell at the mesh's surface, where that is more than its weight by density, so that loose outer parts do not move erratically; 0 for none.</summary>
    public double SurfaceRigidityWeight { get; init; }
}
