namespace Flex3D.Stages.Geometry;

/// <summary>The position of a point on a mesh: its cell and barycentric weights.</summary>
/// <param name="Cell">The cell that holds the point, or the nearest one.</param>
/// <param name="B0">Barycentric weight of the cell's first vertex; the four are ≥ −1e-4 and sum to 1.</param>
/// <param name="Inside">False where the point is outside every cell and the weights are those of the nearest point of the mesh.</param>
/// <param name="DistanceAngstrom">Distance to the mesh, Å; 0 inside.</param>
public readonly record struct PointLocation(int Cell, double B0, double B1, double B2, double B3, bool Inside, double DistanceAngstrom);
