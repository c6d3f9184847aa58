using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Simulation;

/// <summary>The distribution of the particles along one coordinate of the motion.</summary>
public abstract record CoordinateDistribution
{
    private CoordinateDistribution() { }

    /// <summary>Draws the value of one particle with its own random counters.</summary>
    public abstract double Draw(ulong seed, ulong purpose, ulong particle, ulong coordinate);

    /// <summary>The lowest, middle and highest value that occur (mean ± 2 sd for a normal distribution).</summary>
    public abstract (double Low, double Middle, double High) Span { get; }

    /// <summary>A uniform distribution over [Minimum, Maximum].</summary>
    public sealed record Uniform(double Minimum, double Maximum) : CoordinateDistribution
    {
        public override (double Low, double Middle, double High) Span => (Minimum, (Minimum + Maximum) / 2, Maximum);

        public override double Draw(ulong seed, ulong purpose, ulong particle, ulong coordinate) =>
            Minimum + (Maximum - Minimum) * CounterRandom.Uniform(seed, purpose, 0, particle, coordinate);
    }

    /// <summary>A normal distribution; values beyond the motion's range are set to its ends.</summary>
    public sealed record Normal(double Mean, double StandardDeviation) : CoordinateDistribution
    {
        public override (double Low, double Middle, double High) Span => (Mean - 2 * StandardDeviation, Mean, Mean + 2 * StandardDeviation);

        public override double Draw(ulong seed, ulong purpose, ulong particle, ulong coordinate) =>
            Mean + StandardDeviation * CounterRandom.Normal(seed, purpose, 0, particle, 2 * coordinate);
    }

    /// <summary>A distribution over given values, each equally likely.</summary>
    public sealed record Discrete(IReadOnlyList<double> Values) : CoordinateDistribution
    {
        public override (double Low, double Middle, double High) Span =>
            Values.Count == 0 ? throw new InputException("distribution", null, "no values", "one value or more") : (Values.Min(), Values.Order().ElementAt(Values.Count / 2), Values.Max());

        public override double Draw(ulong seed, ulong purpose, ulong particle, ulong coordinate) =>
            Values[(int)(CounterRandom.Bits(seed, purpose, 0, particle, coordinate) % (ulong)Values.Count)];
    }

    /// <summary>A distribution with all particles at the same value: nothing moves.</summary>
    public sealed record Fixed(double Value) : CoordinateDistribution
    {
        public override (double Low, double Middle, double High) Span => (Value, Value, Value);

        public override double Draw(ulong seed, ulong purpose, ulong particle, ulong coordinate) => Value;
    }
}
