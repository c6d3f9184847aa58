namespace Flex3D.Stages.Results;

/// <summary>All that the summary of a run speaks of.</summary>
public sealed record MotionReportInput
{
    public required string Title { get; init; }
    public required int Particles { get; init; }

    /// <summary>Particles that were set aside as bad, which are none of <see cref="Particles"/>, and how many have which fault.</summary>
    public (int Count, string Faults) SetAside { get; init; }

    public required PrincipalMotion Motion { get; init; }
    public required HeldOutLoss HeldOut { get; init; }

    /// <summary>Whether there are half-maps; without, nothing is said of resolution.</summary>
    public bool Reconstructed { get; init; } = true;

    /// <summary>Resolution of the rigid map at FSC 0.143, Å; null where the FSC never falls below it or was not computed.</summary>
    public double? RigidResolution { get; init; }
    public double? FlexedResolution { get; init; }

    /// <summary>The same inside the moving region.</summary>
    public double? RigidResolutionMoving { get; init; }
    public double? FlexedResolutionMoving { get; init; }

    public ModelHealth Health { get; init; } = new();

    /// <summary>Warnings of other stages, a sentence each.</summary>
    public IReadOnlyList<string> OtherWarnings { get; init; } = [];

    /// <summary>Where to look: file (relative to the run folder) and what it is.</summary>
    public IReadOnlyList<(string File, string What)> Files { get; init; } = [];
}
