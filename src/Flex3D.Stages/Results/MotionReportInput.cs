using Flex3D.Stages.Halves;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Results;

/// <summary>The results of a run that its summary reports.</summary>
public sealed record MotionReportInput
{
    public required string Title { get; init; }
    public required int Particles { get; init; }

    /// <summary>Number of different images of the particles, where some particles have the same image; null where each has its own.</summary>
    public int? SharedImages { get; init; }

    /// <summary>The number of particles set aside as bad, which are not among <see cref="Particles"/>, and the count of each fault in words.</summary>
    public (int Count, string Faults) SetAside { get; init; }

    /// <summary>The number of particles that fit nothing of the model's detail, and count little in its maps.</summary>
    public int Unfit { get; init; }

    public required PrincipalMotion Motion { get; init; }

    /// <summary>K of the model; 0 where it is not known.</summary>
    public int LatentDimension { get; init; }

    /// <summary>RMS displacement by which the model turns and shifts the whole molecule differently for each particle, Å: it corrects poses and is not in <see cref="Motion"/>.</summary>
    public double PoseRmsAngstrom { get; init; }

    public required HeldOutLoss HeldOut { get; init; }

    /// <summary>How well models of the half-sets alone agree; null where there are none.</summary>
    public ModelAgreement? Halves { get; init; }

    /// <summary>The part that varies most under the composition model; null where that was not trained.</summary>
    public VaryingPart? Varying { get; init; }

    /// <summary>Whether there are half-maps; without them the summary does not mention resolution.</summary>
    public bool Reconstructed { get; init; } = true;

    /// <summary>Whether each flexed half-map was made with the motion learned from its half-set alone.</summary>
    public bool OwnFlows { get; init; }

    /// <summary>Resolution of the rigid map at FSC 0.143, Å; null where the FSC never falls below it or was not computed.</summary>
    public double? RigidResolution { get; init; }
    public double? FlexedResolution { get; init; }

    /// <summary>Resolution of the rigid map at FSC 0.143 inside the moving region, Å; null as for <see cref="RigidResolution"/>.</summary>
    public double? RigidResolutionMoving { get; init; }
    public double? FlexedResolutionMoving { get; init; }

    /// <summary>What was done where the half-maps were averaged over a symmetry, a line each; empty where they were not.</summary>
    public IReadOnlyList<string> Symmetry { get; init; } = [];

    /// <summary>The figures of the finished maps, a line each; empty where maps were not finished.</summary>
    public IReadOnlyList<string> Finished { get; init; } = [];

    public ModelHealth Health { get; init; } = new();

    /// <summary>Warnings of other stages, a sentence each.</summary>
    public IReadOnlyList<string> OtherWarnings { get; init; } = [];

    /// <summary>Files that the summary names: path relative to the run folder, and description.</summary>
    public IReadOnlyList<(string File, string What)> Files { get; init; } = [];
}
