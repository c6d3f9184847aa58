using Flex3D.Stages.Priors;

namespace Flex3D.Stages.Engine;

/// <summary>One committed state of the model, shared by all workers and never changed.</summary>
/// <param name="Voxels">Density of each bound voxel, in the binding's order, solvent mask applied.</param>
/// <param name="FlowParameters">Parameters of the flow network; null for the rigid model (no flow).</param>
/// <param name="Priors">How much each prior on the flow counts, such as λ of eq. 7; a rigid model has none to evaluate.</param>
public sealed record ModelSnapshot(float[] Voxels, float[]? FlowParameters, PriorStrengths Priors)
{
    /// <summary>A model without priors: a rigid one, or one whose flow is given.</summary>
    public ModelSnapshot(float[] voxels, float[]? flowParameters = null)
        : this(voxels, flowParameters, PriorStrengths.None) { }
}
