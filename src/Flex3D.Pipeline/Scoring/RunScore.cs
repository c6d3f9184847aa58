using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Steps.Deform;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Scoring;
using Flex3D.Stages.Simulation.Limit;

namespace Flex3D.Pipeline.Scoring;

/// <summary>The comparison of a run with the truth of its particles: the content of the JSON file.</summary>
/// <param name="Run">Folder of the run.</param>
/// <param name="Simulation">Folder of the simulation.</param>
/// <param name="Particles">Particles whose latents are scored.</param>
/// <param name="Of">Particles of the run.</param>
/// <param name="Latents">Latent coordinates in use.</param>
/// <param name="Moves">Whether the model's flow is used, as by maps and displacements: false where held-out particles do not support it, and displacements are then 0. What kind of difference they support is in <paramref name="Evidence"/>.</param>
/// <param name="Evidence">What held-out particles show, in whole sentences.</param>
/// <param name="Poses">How far the given and the re-estimated poses are from the true ones; null where the given ones are true and were not re-estimated.</param>
/// <param name="Defocus">The same of the defocus values.</param>
/// <param name="Coordinates">The agreement of each true coordinate with the latents.</param>
/// <param name="Displacement">The agreement of displacements.</param>
/// <param name="Mesh">The agreement with the same true displacements of the nearest ones that the run's mesh can carry.</param>
/// <param name="Limit">The limit of the simulation; null where it was not computed.</param>
/// <param name="Map">The map that the model moves, for users.</param>
/// <param name="Maps">The agreement of maps, by true conformation.</param>
internal sealed record RunScore(
    string Run, string Simulation, int Particles, int Of, int Latents, bool Moves, string Evidence, PoseScore? Poses, DefocusScore? Defocus, IReadOnlyList<CoordinateScore> Coordinates, DisplacementScore Displacement, DisplacementAgreement Mesh, LimitSummary? Limit,
    string Map, IReadOnlyList<ConformationScore> Maps)
{
    /// <summary>Mask of the region whose atoms displacements and limit are of; null for the whole molecule.</summary>
    public string? Region { get; init; }

    /// <summary>Compares a run with the truth.</summary>
    public static RunScore Compute(ScoredRun run, int threads, CancellationToken stop)
    {
        FlexModel model = run.Model.Model;
        int k = model.Flow.LatentDimension;
        IReadOnlyList<CoordinateScore> coordinates = CoordinateScore.Of(run.Names, run.Truth, run.Latents, k, run.Rows, run.Covariances);
        stop.ThrowIfCancellationRequested();
        RegionDisplacements found = RegionDisplacements.Of(run, threads);
        return new RunScore(run.Run, run.Simulation, run.Rows.Length, model.TotalParticles, LatentPaths.Used(LatentPaths.Spread(run.Latents, k).Deviation).Length, model.Moves, run.Model.Evidence, run.Poses, run.Defocus, coordinates, found.Learned, found.Mesh, found.Limit, run.MapName,
            run.Carried is null ? [.. Conformations(run, threads, stop)] : []) // no true map is of a region alone
        {
            Region = run.Region?.Name,
        };
    }

    private static IEnumerable<ConformationScore> Conformations(ScoredRun run, int threads, CancellationToken stop)
    {
        DensityMap? mask = Optional(Path.Combine(run.Simulation, "mask.mrc")), moving = Optional(Path.Combine(run.TruthFolder, "mask_moving.mrc"));
        var conformations = new ConformationMaps(run.Model.Model, run.Model.Flow(FlowFrame.Poses), run.Model.Map, run.Model.Mask, threads);
        IReadOnlyList<(string Path, double[] Coordinates)> maps = [.. TruthFiles.Maps(run.TruthFolder).Where(map => map.Coordinates.Length == run.Names.Count)];
        if (maps.Count == 0)
        {
            yield break;
        }
        double[] scale = [.. run.Names.Select((_, c) => Math.Max(1e-12, maps.Max(map => map.Coordinates[c]) - maps.Min(map => map.Coordinates[c])))];
        double[] middle = [.. run.Names.Select((_, c) => (maps.Max(map => map.Coordinates[c]) + maps.Min(map => map.Coordinates[c])) / 2)];
        int rest = Enumerable.Range(0, maps.Count).MinBy(m => NearestParticles.Squared(maps[m].Coordinates, middle, scale));
        for (int m = 0; m < maps.Count; m++)
        {
            stop.ThrowIfCancellationRequested();
            DensityMap truth = MrcMap.Read(maps[m].Path);
            (float[] latent, int averaged) = LatentAt(run, maps[m].Coordinates, scale);
            DensityMap map = conformations.At(latent);
            MapScore all = MapScore.Of(map, truth, mask, threads);
            bool atRest = m == rest && moving is not null;
            yield return new ConformationScore(
                maps[m].Coordinates, averaged, latent, all, Area(run.Rigid, truth, mask), atRest ? MapScore.Of(map, truth, moving, threads) : null, atRest ? Area(run.Rigid, truth, moving) : null);
        }

        double? Area(DensityMap? map, DensityMap truth, DensityMap? within) => map is null ? null : MapScore.Of(map, truth, within, threads).Area;
    }

    // The mean latent of the particles whose true coordinates are nearest.
    private static (float[] Latent, int Particles) LatentAt(ScoredRun run, double[] coordinates, double[] scale)
    {
        int k = run.Model.Model.Flow.LatentDimension;
        int[] nearest = NearestParticles.Of(run, p => NearestParticles.Squared(run.Truth[p], coordinates, scale));
        double[] sum = new double[k];
        foreach (int p in nearest)
        {
            for (int axis = 0; axis < k; axis++)
            {
                sum[axis] += run.Latents[p * k + axis] / (double)nearest.Length;
            }
        }
        return ([.. sum.Select(value => (float)value)], nearest.Length);
    }

    private static DensityMap? Optional(string path) => Stages.Files.Storage.Current.FileExists(path) ? MrcMap.Read(path) : null;
}

/// <summary>The agreement of the map that a model makes of one conformation with the true one.</summary>
/// <param name="Coordinates">True coordinates of the conformation.</param>
/// <param name="Averaged">Particles nearest to it, whose mean latent the map is made at.</param>
/// <param name="Latent">That latent.</param>
/// <param name="FscHalfAngstrom">Resolution at FSC 0.5, Å, twice the pixel size where the curve stays above; null where it is below from the first shell on.</param>
/// <param name="FscSeventhAngstrom">The same at FSC 0.143.</param>
/// <param name="Area">Area under the FSC, 0 to 0.5.</param>
/// <param name="Amplitude">Mean factor by which the map shows the true one, over shells up to FSC 0.5; null where there are none.</param>
/// <param name="RigidArea">Area under the FSC of the map reconstructed without motion, with the same true map; null where there is none.</param>
/// <param name="MovingArea">Area under the FSC in the mask of the moving part at rest; null for other conformations than the middle one.</param>
/// <param name="RigidMovingArea">The same of the map reconstructed without motion.</param>
/// <param name="MovingHalfAngstrom">Resolution at FSC 0.5 in that mask, as <paramref name="FscHalfAngstrom"/>.</param>
/// <param name="MovingSeventhAngstrom">The same at FSC 0.143.</param>
/// <param name="Fsc">FSC by shell.</param>
/// <param name="Amplitudes">Factor by shell.</param>
internal sealed record ConformationScore(
    double[] Coordinates, int Averaged, float[] Latent, double? FscHalfAngstrom, double? FscSeventhAngstrom, double Area, double? Amplitude, double? RigidArea, double? MovingArea, double? RigidMovingArea, double? MovingHalfAngstrom, double? MovingSeventhAngstrom,
    double[] Fsc, double[] Amplitudes)
{
    public ConformationScore(double[] coordinates, int averaged, float[] latent, MapScore map, double? rigidArea, MapScore? moving, double? rigidMovingArea)
        : this(coordinates, averaged, latent, Finite(map.Half.Angstrom), Finite(map.Seventh.Angstrom), map.Area, Mean(map), rigidArea, moving?.Area, rigidMovingArea, Finite(moving?.Half.Angstrom), Finite(moving?.Seventh.Angstrom), map.Fsc, map.Amplitude)
    {
    }

    private static double? Finite(double? angstrom) => angstrom is { } value && double.IsFinite(value) ? value : null;

    private static double? Mean(MapScore map)
    {
        double[] shown = [.. map.Amplitude.Skip(1).Zip(map.Fsc.Skip(1)).TakeWhile(shell => shell.Second >= 0.5).Select(shell => shell.First)];
        return shown.Length > 0 ? shown.Average() : null;
    }
}
