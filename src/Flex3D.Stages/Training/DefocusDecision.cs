using Flex3D.Stages.Inference;

namespace Flex3D.Stages.Training;

/// <summary>Decides whether defocus values are re-estimated: where held-out particles show that the given ones are off by what the training images can show, and tell by how much.</summary>
/// <param name="radianAngstrom">The change of defocus, Å, that changes the phase at the highest frequency of the training images by one radian.</param>
internal sealed class DefocusDecision(double radianAngstrom)
{
    private const double LeastRadians = 0.5; // phases that scatter by so much weaken the highest frequency by 12 %

    /// <summary>Returns whether re-estimation pays.</summary>
    /// <param name="changes">Moments of the changes of defocus of held-out particles under the flexed model, Å.</param>
    public bool Pays(in OffsetMoments changes) => changes.Pay(LeastRadians * radianAngstrom);
}
