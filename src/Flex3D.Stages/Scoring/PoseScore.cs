using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Scoring;

/// <summary>How far the poses of particles are from the true ones: as given, and as a run re-estimated them.</summary>
/// <param name="Given">The error of the given poses.</param>
/// <param name="Refined">The error of the re-estimated poses; null where the run re-estimated none.</param>
public sealed record PoseScore(PoseErrors Given, PoseErrors? Refined)
{
    /// <summary>Compares poses; null where neither orientations nor shifts are known to be off or were re-estimated: the given ones are then the true ones.</summary>
    /// <param name="rotations">The given orientations.</param>
    /// <param name="origins">The given origins, Å.</param>
    /// <param name="trueRotations">The true orientations; null where the given ones are true.</param>
    /// <param name="trueOrigins">The true origins, Å; null where the given ones are true.</param>
    /// <param name="offsets">The offset of each re-estimated pose from the given one.</param>
    public static PoseScore? Of(
        IReadOnlyList<Rotation> rotations, IReadOnlyList<(double X, double Y)> origins,
        IReadOnlyList<Rotation>? trueRotations, IReadOnlyList<(double X, double Y)>? trueOrigins, IReadOnlyList<PoseOffset> offsets)
    {
        bool turned = offsets.Any(offset => !offset.IsUnturned), shifted = offsets.Any(offset => !offset.IsUnshifted);
        bool turns = turned || trueRotations is not null, shifts = shifted || trueOrigins is not null;
        if (!turns && !shifts)
        {
            return null;
        }
        IReadOnlyList<Rotation> a = trueRotations ?? rotations;
        IReadOnlyList<(double X, double Y)> o = trueOrigins ?? origins;
        PoseErrors Errors(IReadOnlyList<Rotation> found, IReadOnlyList<(double X, double Y)> places) =>
            new(turns ? TurnErrors.Of(a, found) : null, shifts ? ShiftErrors.Of(a, o, places) : null);
        return new PoseScore(Errors(rotations, origins), turned || shifted
            ? Errors([.. rotations.Zip(offsets, (rotation, offset) => offset.Turn(rotation))], [.. origins.Zip(offsets, (origin, offset) => offset.Move(origin.X, origin.Y))])
            : null);
    }
}

/// <summary>The errors of poses.</summary>
/// <param name="Turns">Those of the orientations; null where the given ones are true, and none was re-estimated.</param>
/// <param name="Shifts">Those of the shifts; null likewise.</param>
public sealed record PoseErrors(TurnErrors? Turns, ShiftErrors? Shifts);
