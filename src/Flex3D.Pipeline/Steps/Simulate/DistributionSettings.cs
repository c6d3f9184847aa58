using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Simulation;

namespace Flex3D.Pipeline.Steps.Simulate;

/// <summary>Turns the settings of the particles' distribution into one of the simulator.</summary>
internal static class DistributionSettings
{
    /// <param name="low">The lowest value of the coordinate; <paramref name="high"/> the highest.</param>
    public static CoordinateDistribution Of(SimulateOptions options, double low, double high)
    {
        double middle = (low + high) / 2, spread = options.StateSpread * (high - low), rest = Math.Clamp(0, low, high);
        return options.Distribution switch
        {
            MotionDistribution.None => new CoordinateDistribution.Fixed(middle),
            MotionDistribution.Normal => new CoordinateDistribution.Normal(middle, (high - low) / 4),
            MotionDistribution.Minority => new CoordinateDistribution.Minority(rest, rest > middle ? low : high, options.MinorityFraction ?? 0.05),
            MotionDistribution.States => new CoordinateDistribution.States(low + 2 * spread, high - 2 * spread, spread, options.MinorityFraction ?? 0.5),
            _ => new CoordinateDistribution.Uniform(low, high),
        };
    }
}
