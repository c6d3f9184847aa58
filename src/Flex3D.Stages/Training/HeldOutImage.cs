namespace Flex3D.Stages.Training;

/// <summary>What the test of the motion measured on one held-out image: predictive losses, see <see cref="HeldOutValidation"/>.</summary>
/// <param name="Row">Row of the particle in the table of the training, from 0.</param>
/// <param name="Loss">Loss under the model with its motion, over all Fourier components, each predicted from those of the other half.</param>
/// <param name="RigidLoss">The same of the rigid control: the loss less of the motion is its predictive gain.</param>
public sealed record HeldOutImage(int Row, double Loss, double RigidLoss)
{
    /// <summary>Whether this can be what a training measured on one of some particles.</summary>
    public bool IsOf(int particles) => (uint)Row < (uint)particles && double.IsFinite(Loss) && double.IsFinite(RigidLoss);
}
