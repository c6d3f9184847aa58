using Flex3D.Stages.Inference;

namespace Flex3D.Stages.Training;

/// <summary>Decides whether poses are re-estimated: where held-out particles show that the given ones are off, and the images tell by how much.</summary>
internal static class PoseDecision
{
    private const double LeastResolved = 0.25;

    /// <summary>Returns whether re-estimation pays for a kind of offset.</summary>
    /// <param name="moments">Moments of the offsets of held-out particles under the flexed model.</param>
    public static bool Pays(in OffsetMoments moments) => moments.Resolved(moments.Deviation()) >= LeastResolved;

    /// <summary>Returns the settings of an epoch in which poses are re-estimated: every search of the second half ends with a Gauss-Newton step in all own parameters.</summary>
    /// <param name="epoch">Number of the epoch.</param>
    public static EpochSettings WithPoses(EpochSettings settings, TrainingOptions options, int epoch) => settings.Search is { } search && epoch >= options.Epochs / 2
        ? settings with { Search = search with { NewtonSteps = Math.Max(1, search.NewtonSteps), Poses = true } }
        : settings;
}
