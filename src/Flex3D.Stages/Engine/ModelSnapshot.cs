using Flex3D.Stages.Priors;

namespace Flex3D.Stages.Engine;

/// <summary>One committed state of the model, immutable and shared by all workers.</summary>
/// <param name="Voxels">Density of each bound voxel, in the binding's order, solvent mask applied.</param>
/// <param name="FlowParameters">Parameters of the flow network; null for the rigid model (no flow).</param>
/// <param name="Priors">Strengths of the priors on the flow, such as λ of eq. 7; a rigid model has none to evaluate.</param>
public sealed record ModelSnapshot(float[] Voxels, float[]? FlowParameters, PriorStrengths Priors)
{
    /// <summary>Creates a model without priors: a rigid one, or one whose flow is given.</summary>
    public ModelSnapshot(float[] voxels, float[]? flowParameters = null)
        : this(voxels, flowParameters, PriorStrengths.None) { }
}
