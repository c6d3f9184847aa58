namespace Flex3D.Stages.Geometry;

/// <summary>The offset of a re-estimated pose from the given one: a turn of the molecule before it is posed, and a shift of its projection.</summary>
/// <param name="TurnX">x of the rotation vector ω about the map's axes, radians: A = A₀·exp([ω]×).</param>
/// <param name="TurnY">y of ω.</param>
/// <param name="TurnZ">z of ω.</param>
/// <param name="ShiftX">Shift of the projection along x of the image, Å.</param>
/// <param name="ShiftY">Shift of the projection along y of the image, Å.</param>
public readonly record struct PoseOffset(double TurnX, double TurnY, double TurnZ, double ShiftX, double ShiftY)
{
    /// <summary>Whether the orientation is the given one.</summary>
    public bool IsUnturned => TurnX == 0 && TurnY == 0 && TurnZ == 0;

    /// <summary>Whether the place is the given one.</summary>
    public bool IsUnshifted => ShiftX == 0 && ShiftY == 0;

    /// <summary>Returns the orientation A = A₀·exp([ω]×).</summary>
    public Rotation Turn(in Rotation given) => IsUnturned ? given : given.Times(Rotation.FromVector(TurnX, TurnY, TurnZ));

    /// <summary>Returns the origin, Å: a map point r appears at (A r)_xy − origin, so a projection that moves by s has its origin less s.</summary>
    public (double X, double Y) Move(double originX, double originY) => (originX - ShiftX, originY - ShiftY);
}
