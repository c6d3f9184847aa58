using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Tables.Conversion;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Bundles;

/// <summary>What a deposition form asks about a reconstruction.</summary>
internal sealed record DepositionFacts
{
    public required string Name { get; init; }
    public required string Version { get; init; }
    public required int Box { get; init; }
    public required double PixelSizeAngstrom { get; init; }

    /// <summary>See <see cref="Stages.Maps.ContourLevel"/>.</summary>
    public required double ContourLevel { get; init; }

    public required int Particles { get; init; }

    /// <summary>Whether the half-sets are those of the particle file; false where they were drawn.</summary>
    public required bool HalfSetsOfFile { get; init; }

    /// <summary>Whether half-sets that were drawn have whole micrographs.</summary>
    public bool HalfSetsByMicrograph { get; init; }

    /// <summary>Whether each flexed half-map was made with the motion learned from its own half-set.</summary>
    public bool OwnFlows { get; init; }

    /// <summary>The point group over which the half-maps were averaged.</summary>
    public string Symmetry { get; init; } = "C1";

    /// <summary>Resolution of the flexed map where its corrected FSC falls below 0.143.</summary>
    public required FscCrossing Resolution { get; init; }

    /// <summary>Resolution of the control without flow.</summary>
    public required FscCrossing RigidResolution { get; init; }

    /// <summary>The resolutions inside the moving region, Å; null where there is no such region or the curve does not cross.</summary>
    public required (double? Flexed, double? Rigid) Moving { get; init; }

    /// <summary>B-factor of the sharpening, Å²; null where the map is not sharpened.</summary>
    public required double? SharpeningB { get; init; }

    /// <summary>Latent of the conformation that the map shows.</summary>
    public required float[] Latent { get; init; }

    /// <summary>Whether held-out particles support the motion; null where it was not tested.</summary>
    public required bool? MotionSupported { get; init; }

    /// <summary>What differs between held-out particles; null where the model file does not say.</summary>
    public required Heterogeneity? Heterogeneity { get; init; }

    /// <summary>What the run re-estimated of the particles.</summary>
    public RefinedValues Refined { get; init; }

    /// <summary>The consensus map's file.</summary>
    public required string Consensus { get; init; }

    /// <summary>Collects the facts of a run.</summary>
    /// <param name="map">The primary map.</param>
    /// <param name="level">Its contour level.</param>
    public static DepositionFacts Of(BundleSource source, DensityMap map, double level)
    {
        RunFolder run = source.Reconstructed;
        string reconstruct = run.Of(ReconstructStep.Name);
        PipelineOptions options = PipelineFile.Load(run.SettingsFile);
        FlexModel model = ModelFile.Read(Path.Combine(run.Path, "model.npz"), ModelFile.EnoughParticles);
        MovingRegion.Resolutions resolutions = MovingRegion.Read(reconstruct);
        FrameNote? frame = FrameNote.Read(reconstruct);
        return new DepositionFacts
        {
            Name = options.Name,
            Version = RunFolder.ReadJson<Dictionary<string, string>>(Path.Combine(run.Path, "versions.json"), "the versions of a run", "delete it")?.GetValueOrDefault("flex3d") ?? RunVersions.Flex3D,
            Box = map.Box,
            PixelSizeAngstrom = map.PixelSizeAngstrom,
            ContourLevel = level,
            Particles = source.Prepared.Count,
            HalfSetsOfFile = options.Reconstruct?.HalfSets == HalfSets.File,
            HalfSetsByMicrograph = source.Prepared.Micrographs?.HalfSetsByMicrograph == true,
            Resolution = Crossing("flex_corrected"),
            RigidResolution = Crossing("rigid_corrected"),
            Moving = (resolutions.FlexedMoving, resolutions.RigidMoving),
            SharpeningB = options.Reconstruct?.SharpeningB is { } b && b != 0 ? b : null,
            Symmetry = SymmetryNote.Read(reconstruct)?.Group ?? "C1",
            OwnFlows = frame?.OwnFlows == true,
            Latent = frame?.Latent ?? [],
            MotionSupported = model.MotionSupported,
            Heterogeneity = model.Heterogeneity,
            Refined = source.Refined,
            Consensus = source.Prepared.Map,
        };

        FscCrossing Crossing(string column) => FscCrossing.Find(FscFiles.ReadCurve(source.Fsc, column), FscReport.HalfMapThreshold, map.Box, map.PixelSizeAngstrom);
    }
}
