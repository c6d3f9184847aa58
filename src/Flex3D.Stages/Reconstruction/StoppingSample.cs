namespace Flex3D.Stages.Reconstruction;

/// <summary>One iterate as <see cref="EarlyStopping"/> sees it.</summary>
/// <param name="Iteration">Steps taken.</param>
/// <param name="TrainingEnergy">Mean ½‖I − P‖² of the particles in the sums.</param>
/// <param name="HeldOutEnergy">The same of those kept out, at the same iterate.</param>
public readonly record struct StoppingSample(int Iteration, double TrainingEnergy, double HeldOutEnergy);
