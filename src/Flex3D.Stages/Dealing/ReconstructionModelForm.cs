using Flex3D.Stages.Engine;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Stages.Dealing;

/// <summary>A <see cref="ReconstructionModel"/> as <see cref="ModelParts"/>.</summary>
public static class ReconstructionModelForm
{
    /// <summary>Copies a model.</summary>
    public static ModelParts Of(ReconstructionModel model) => new(model.Version, [],
    [
        .. model.Maps.Select((map, m) => ModelPart.Of(Voxels(m), map.Voxels)),
        .. model.Maps.Index().Where(entry => entry.Item.FlowParameters is not null).Select(entry => ModelPart.Of(Flow(entry.Index), entry.Item.FlowParameters)),
    ]);

    /// <summary>Makes the model from its parts.</summary>
    /// <exception cref="Faults.InvariantException">They are not those of a reconstruction.</exception>
    public static ReconstructionModel Read(ModelParts parts) =>
        new(parts.Version, [.. Enumerable.Range(0, ReconstructionSession.Maps).Select(m => new ModelSnapshot(parts.Get(Voxels(m)), parts.Find(Flow(m))))]);

    private static string Voxels(int map) => FormattableString.Invariant($"voxels.{map}");

    private static string Flow(int map) => FormattableString.Invariant($"flow.{map}");
}
