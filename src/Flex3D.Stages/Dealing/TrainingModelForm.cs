using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Priors;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Dealing;

/// <summary>A <see cref="TrainingModel"/> as <see cref="ModelParts"/>.</summary>
public static class TrainingModelForm
{
    private const string Flexed = "flexed", Sparse = "sparse", Flow = "flow", Rigid = "rigid", Components = "components", Centres = "centres", Consensus = "consensus";
    private const string CoarseFlexed = "coarse.flexed", CoarseRigid = "coarse.rigid", CoarseComponents = "coarse.components";

    /// <summary>Copies a model.</summary>
    public static ModelParts Of(TrainingModel model)
    {
        var head = new TrainingModelHead(
            new(model.Flexed.Priors.ByName, StringComparer.Ordinal), model.ActiveLatents, model.Settings, model.Priors, model.RigidPriors, model.TestsMotion, model.UndecidedDefocus, model.Anchor?.Form);
        var parts = new List<ModelPart>
        {
            ModelPart.Of(Flexed, model.Flexed.Voxels), ModelPart.Of(Flow, model.Flexed.FlowParameters), ModelPart.Of(Rigid, model.Rigid.Voxels), ModelPart.Of(Centres, model.Centres),
        };
        Add(Sparse, model.Sparse.Sparse ? model.Sparse.Voxels : null);
        Add(Components, model.Composition?.Components);
        Add(Consensus, model.Orientations is { } orientations ? TrainingModel.Consensus(orientations) : null);
        Add(CoarseFlexed, model.Coarse?.Flexed.Voxels);
        Add(CoarseRigid, model.Coarse?.Rigid.Voxels);
        Add(CoarseComponents, model.Coarse?.Composition?.Components);
        return new(model.Version, ModelHeadJson.Write(head), parts);

        void Add(string name, float[]? values)
        {
            if (values is not null)
            {
                parts.Add(ModelPart.Of(name, values));
            }
        }
    }

    /// <summary>Makes the model from its parts.</summary>
    /// <exception cref="Faults.InvariantException">They are not those of a training.</exception>
    public static TrainingModel Read(ModelParts parts)
    {
        TrainingModelHead head = ModelHeadJson.Read<TrainingModelHead>(parts.Head);
        PriorStrengths strengths = head.Strengths.Aggregate(PriorStrengths.None, (all, prior) => all.With(prior.Key, prior.Value));
        ModelSnapshot flexed = new(parts.Get(Flexed), parts.Get(Flow), strengths), rigid = new(parts.Get(Rigid));
        ModelSnapshot? composition = parts.Find(Components) is { } components ? rigid with { Components = components } : null;
        return new(parts.Version, flexed, rigid, composition, head.ActiveLatents, head.Settings, head.Priors, head.RigidPriors, head.TestsMotion)
        {
            Sparse = parts.Find(Sparse) is { } sparse ? flexed with { Voxels = sparse, Sparse = true } : flexed,
            Centres = parts.Get(Centres),
            UndecidedDefocus = head.UndecidedDefocus,
            Orientations = parts.Find(Consensus) is { } consensus ? TrainingModel.OrientationsOf(flexed, consensus, rigid) : null,
            Coarse = parts.Find(CoarseFlexed) is { } voxels ? Coarse(voxels) : null,
            Anchor = head.Anchor is { } anchor ? AnchorNeighbours.Of(anchor) : null,
            Unmoved = head is { Anchor: not null, Settings.Unmoved: true } ? new ModelSnapshot(flexed.Voxels) : null,
        };

        CoarseModels Coarse(float[] voxels)
        {
            var still = new ModelSnapshot(parts.Get(CoarseRigid));
            return new(flexed with { Voxels = voxels }, still, parts.Find(CoarseComponents) is { } components ? still with { Components = components } : null);
        }
    }
}

/// <summary>The numbers of a <see cref="TrainingModel"/> beside its arrays.</summary>
internal sealed record TrainingModelHead(
    SortedDictionary<string, double> Strengths, int ActiveLatents, EpochSettings Settings, OwnPriors Priors, OwnPriors RigidPriors, bool TestsMotion, double UndecidedDefocus, AnchorForm? Anchor);
