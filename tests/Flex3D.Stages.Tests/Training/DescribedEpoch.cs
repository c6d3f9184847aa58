using Flex3D.Stages.Training;

namespace Flex3D.Stages.Tests.Training;

/// <summary>All that the schedule says of an epoch, as text that can be compared.</summary>
internal static class DescribedEpoch
{
    public static string Of(TrainingOptions options, int epoch)
    {
        EpochSettings settings = EpochSchedule.At(options, epoch);
        return FormattableString.Invariant($"{settings with { Search = null }} {settings.Search} {string.Join(' ', settings.Search?.Steps ?? [])} {EpochSchedule.LaysOut(options, epoch)} {EpochSchedule.Anchors(options, epoch)} {EpochSchedule.StepsPerBatch(options, epoch, 7)}");
    }
}
