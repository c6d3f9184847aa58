using Flex3D.Stages.Canonical;
using Flex3D.Stages.Coarse;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Priors;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>Makes the model that workers evaluate from the committed state.</summary>
/// <param name="state">The state, which holds the consensus map until a checkpoint is restored or a step is committed.</param>
/// <param name="map">Computes voxels from the parameters of a map.</param>
/// <param name="scale">The smaller box; null for none.</param>
/// <param name="images">Which particles have the same image.</param>
internal sealed class ModelMaker(EngineProblem problem, TrainingOptions options, TrainingState state, CanonicalMap map, OccupancyField occupancy, CoarseScale? scale, ImageGroups images)
{
    private readonly float[] _consensus = [.. state.Map];
    private readonly float[] _voxels = new float[problem.Binding.Count], _rigidVoxels = new float[problem.Binding.Count];
    private readonly float[] _components = new float[problem.Flow.LatentDimension * problem.Binding.Count];
    private readonly Lock _testing = new();
    private float[]? _consensusVoxels;
    private StillModels? _still;

    /// <summary>Makes the model of the state as it is.</summary>
    /// <param name="settings">The settings of the epoch.</param>
    /// <param name="anchor">The particles from which the map is made anew; null for none.</param>
    /// <param name="strengths">Strengths of the priors on the flow.</param>
    /// <param name="testsMotion">Whether the motion is tested in the epoch.</param>
    /// <param name="before">The model of the step before, where maps are the same; null where they may have changed.</param>
    public TrainingModel Make(EpochSettings settings, AnchorNeighbours? anchor, PriorStrengths strengths, bool testsMotion, TrainingModel? before)
    {
        if (before is null)
        {
            map.Voxels(state.Map, settings.LowPass, _voxels);
            map.Voxels(state.RigidMap, settings.LowPass, _rigidVoxels);
            if (options.TestsComposition)
            {
                occupancy.Components(state.Occupancy, _rigidVoxels, _components);
            }
        }
        double defocus = state.RefinesDefocus ? state.DefocusSpread : 0; // the same under all models: it is the microscope's
        ModelSnapshot flexed = new(_voxels, state.Flow, strengths), rigid = new(_rigidVoxels);
        ModelSnapshot sparse = settings.Kind == EpochKind.Map ? flexed : before is null ? SparseDensity.Of(map, flexed) : before.Sparse with { FlowParameters = state.Flow };
        ModelSnapshot? composition = options.TestsComposition && (state.OccupancyOptimizer.Steps > 0 || settings.Kind != EpochKind.Embed) ? rigid with { Components = _components } : null;
        return new TrainingModel(
            new ModelVersion(state.Epoch, state.Step), flexed, rigid, composition, state.ActiveLatents, settings, new OwnPriors(options.Prior, state.TurnSpread, state.ShiftSpread, state.ContrastSpread, defocus),
            new OwnPriors(options.Prior, state.RigidTurnSpread, state.RigidShiftSpread, state.ContrastSpread, defocus), testsMotion)
        {
            Sparse = sparse,
            Centres = images.Shared ? [] : state.Centres,
            UndecidedDefocus = state.RefinesDefocus ? 0 : state.DefocusSpread,
            Anchor = anchor,
            Unmoved = settings.Unmoved ? new ModelSnapshot(_voxels) : null,
            Coarse = scale is null || !CoarseModels.Serve(settings) ? null : before is null ? CoarseModels.Of(scale, flexed, rigid, testsMotion ? composition : null) : before.Coarse!.With(flexed),
            Orientations = testsMotion && !images.Shared ? TrainingModel.OrientationsOf(flexed, _consensusVoxels ??= Consensus(settings), rigid) : null,
        };
    }

    /// <summary>Returns the still models against which the motion of shared images is tested, in the step that tests it: no other step changes the latents meanwhile. Thread-safe.</summary>
    public StillModels? Still(EpochSettings settings)
    {
        lock (_testing)
        {
            if (_still is not null || !images.Shared)
            {
                return _still;
            }
            int dimension = problem.Flow.LatentDimension, count = Math.Min(StillModels.MostConformations, images.Rows);
            var shown = new ParticleBlock(state.Particles.Layout, count);
            for (int i = 0; i < count; i++)
            {
                state.Particles.Read((int)((long)i * images.Rows / count), 1, shown, i);
            }
            return _still = new StillModels(new ModelSnapshot(Consensus(settings)), [.. shown.Column(ParticleColumns.Latents)[..(count * dimension)]], count);
        }
    }

    // The map that training began with, by voxel.
    private float[] Consensus(EpochSettings settings)
    {
        float[] voxels = new float[problem.Binding.Count];
        map.Voxels(_consensus, settings.LowPass, voxels);
        return voxels;
    }
}
