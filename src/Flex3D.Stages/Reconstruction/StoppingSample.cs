namespace Flex3D.Stages.Reconstruction;

/// <summary>The energies of one iterate, the input of <see cref="EarlyStopping"/>.</summary>
/// <param name="Iteration">Number of steps taken.</param>
/// <param name="TrainingEnergy">Mean ½‖I − P‖² of the particles that enter the gradient.</param>
/// <param name="HeldOutEnergy">Mean ½‖I − P‖² of the held-out particles, at the same iterate.</param>
public readonly record struct StoppingSample(int Iteration, double TrainingEnergy, double HeldOutEnergy);
