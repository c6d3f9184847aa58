namespace Flex3D.Stages.Motion;

/// <summary>One principal component of the displacement fields of all particles.</summary>
public sealed class MotionComponent
{
    /// <summary>Displacement of each vertex at +1 sd of the coordinate, Å, [vertex][x, y, z].</summary>
    public required float[] DisplacementPerSd { get; init; }

    /// <summary>Each particle's coordinate, in units of its sd over the particles; mean 0.</summary>
    public required float[] Scores { get; init; }

    /// <summary>Share of the displacements' variance (density-weighted), 0 to 1.</summary>
    public required double VarianceExplained { get; init; }

    /// <summary>RMS displacement over the molecule at 1 sd, Å.</summary>
    public required double RmsAngstrom { get; init; }

    /// <summary>RMS displacement of the most-moving 10 % of the density at 1 sd, Å.</summary>
    public required double MovingRmsAngstrom { get; init; }

    /// <summary>The percentile of <see cref="Scores"/> that <see cref="LowScore"/> is, 5; or 1, where the 1st and the 99th are more than twice as far apart as the 5th and the 95th: a minority of the particles is elsewhere.</summary>
    public required int Percentile { get; init; }

    /// <summary>That percentile of <see cref="Scores"/>, and its counterpart at the other end.</summary>
    public required double LowScore { get; init; }
    public required double HighScore { get; init; }

    /// <summary>RMS displacement of the most-moving 10 % of the density between both, Å.</summary>
    public double TravelAngstrom => (HighScore - LowScore) * MovingRmsAngstrom;

    /// <summary>Density-weighted centroid of the most-moving 10 % of the density, Å from the box centre (x, y, z).</summary>
    public required (double X, double Y, double Z) MovingCentroid { get; init; }

    /// <summary>RMS distance of the most-moving 10 % of the density from its centroid, Å.</summary>
    public required double MovingRadiusAngstrom { get; init; }
}
