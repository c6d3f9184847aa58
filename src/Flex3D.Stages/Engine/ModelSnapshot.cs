namespace Flex3D.Stages.Engine;

/// <summary>One committed state of the model, shared by all workers and never changed.</summary>
/// <param name="Voxels">Density of each bound voxel, in the binding's order, solvent mask applied.</param>
/// <param name="FlowParameters">Parameters of the flow network; null for the rigid model (no flow).</param>
/// <param name="RigidityStrength">λ of eq. 7, in units of the log-likelihood, ≥ 0.</param>
public sealed record ModelSnapshot(float[] Voxels, float[]? FlowParameters, double RigidityStrength);
