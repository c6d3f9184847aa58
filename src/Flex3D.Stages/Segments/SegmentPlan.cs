namespace Flex3D.Stages.Segments;

/// <summary>What a user asks of one segment.</summary>
/// <param name="Label">Its label in the segmentation.</param>
/// <param name="Name">Its name.</param>
public sealed record SegmentPlan(int Label, string Name)
{
    /// <summary>Rigidity weight of a rigid segment, as in 3DFlex.</summary>
    public const double RigidWeight = 20;

    /// <summary>Rigidity weight of all of its cells; null for weights that follow from the density.</summary>
    public double? Weight { get; init; }

    /// <summary>Edge of its cells, Å; null for that of the mesh. It is rounded to a half, a quarter … of the largest of all segments.</summary>
    public double? CellSizeAngstrom { get; init; }
}
