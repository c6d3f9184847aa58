using Flex3D.Stages.Inference;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Stages.LocalRefinement;

/// <summary>How far the region scatters among the particles of a half-set: the standard deviations of the priors on its turns and shifts.</summary>
/// <remarks>They begin at half of the bounds. From then on they are estimated from what the images say (<see cref="OffsetMoments"/>), so that images that say little leave the region where it was given.</remarks>
/// <param name="TurnRadians">About each axis of the map, radians.</param>
/// <param name="ShiftPixels">Along each axis of the image, pixels.</param>
public readonly record struct RegionSpread(double TurnRadians, double ShiftPixels)
{
    /// <summary>Number of terms of an image: three of its turn and three of its shift.</summary>
    internal const int Terms = 6;

    private const double LeastRadians = 0.25 * Math.PI / 180, LeastPixels = 0.05;

    internal OwnPriors Priors => new(default, TurnRadians, ShiftPixels);

    internal static RegionSpread Of(RegionPoses poses) => new(poses.MostRadians / 2, poses.MostPixels / 2);

    /// <summary>Estimates the spread from the sums of a pass, within the bounds.</summary>
    /// <param name="first">Number of the half-set's first term in the sums.</param>
    internal static RegionSpread Estimate(PassSums sums, int first, RegionPoses poses)
    {
        OffsetMoments turn = new(sums.Energy(first), sums.Energy(first + 1), sums.Energy(first + 2)), shift = new(sums.Energy(first + 3), sums.Energy(first + 4), sums.Energy(first + 5));
        return new(Math.Clamp(turn.Deviation(), Math.Min(LeastRadians, poses.MostRadians / 2), poses.MostRadians / 2), Math.Clamp(shift.Deviation(), Math.Min(LeastPixels, poses.MostPixels / 2), poses.MostPixels / 2));
    }

    /// <summary>Writes the terms of an image.</summary>
    /// <param name="terms">[term][image].</param>
    /// <param name="capacity">Images for which there is room.</param>
    internal void Measure(GaussNewton newton, int image, Span<double> terms, int capacity)
    {
        Span<double> mode = stackalloc double[OwnState.OffsetLength];
        newton.Mode(image, mode);
        var turn = OffsetMoments.Of(mode[..3], newton.Block(image, Engine.OwnParameters.Rotation, 3, stackalloc double[9]), TurnRadians);
        var shift = OffsetMoments.Of(mode[3..5], newton.Block(image, Engine.OwnParameters.Shift, 2, stackalloc double[4]), ShiftPixels);
        ReadOnlySpan<double> all = [turn.Square, turn.Expected, turn.Slope, shift.Square, shift.Expected, shift.Slope];
        for (int term = 0; term < Terms; term++)
        {
            terms[term * capacity + image] = all[term];
        }
    }
}
