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

    /// <summary>
    /// Components U_k of a linear density model, [K][voxel] in the binding's order: an image with the latent z has the density V + Σ_k z_k U_k. Null for models whose
    /// density is the same for every image. A model has either components or a flow.
    /// </summary>
    public float[]? Components { get; init; }

    /// <summary>Whether most voxels are 0, so that an engine may leave them out of projections: then the array must not change. Gradients in the map are of all voxels.</summary>
    public bool Sparse { get; init; }

    /// <summary>Returns the model without priors on its flow.</summary>
    public ModelSnapshot WithoutPriors() => ReferenceEquals(Priors, PriorStrengths.None) ? this : this with { Priors = PriorStrengths.None };

    /// <summary>Whether the model depends on a latent.</summary>
    public bool HasLatents => FlowParameters is not null || Components is not null;
}
