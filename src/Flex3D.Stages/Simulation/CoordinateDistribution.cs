using System.Text.Json.Serialization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Simulation;

/// <summary>The distribution of the particles along one coordinate of the motion.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Uniform), "uniform")]
[JsonDerivedType(typeof(Normal), "normal")]
[JsonDerivedType(typeof(Discrete), "discrete")]
[JsonDerivedType(typeof(Fixed), "fixed")]
[JsonDerivedType(typeof(Minority), "minority")]
[JsonDerivedType(typeof(States), "states")]
public abstract record CoordinateDistribution
{
    private CoordinateDistribution() { }

    /// <summary>Draws the value of one particle with its own random counters.</summary>
    public abstract double Draw(ulong seed, ulong purpose, ulong particle, ulong coordinate);

    /// <summary>Whether there are few values that occur, so that who knows them can tell them apart exactly.</summary>
    internal virtual bool FewValues => false;

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
        internal override bool FewValues => true;

        public override (double Low, double Middle, double High) Span =>
            Values.Count == 0 ? throw new InputException("distribution", null, "no values", "one value or more") : (Values.Min(), Values.Order().ElementAt(Values.Count / 2), Values.Max());

        public override double Draw(ulong seed, ulong purpose, ulong particle, ulong coordinate) =>
            Values[(int)(CounterRandom.Bits(seed, purpose, 0, particle, coordinate) % (ulong)Values.Count)];
    }

    /// <summary>A distribution with all particles at the same value: nothing moves.</summary>
    public sealed record Fixed(double Value) : CoordinateDistribution
    {
        internal override bool FewValues => true;

        public override (double Low, double Middle, double High) Span => (Value, Value, Value);

        public override double Draw(ulong seed, ulong purpose, ulong particle, ulong coordinate) => Value;
    }

    /// <summary>A distribution with most particles at one value, Rest, and a fraction of them at another, End.</summary>
    public sealed record Minority(double Rest, double End, double Fraction) : CoordinateDistribution
    {
        internal override bool FewValues => true;

        public override (double Low, double Middle, double High) Span => (Math.Min(Rest, End), Rest, Math.Max(Rest, End));

        public override double Draw(ulong seed, ulong purpose, ulong particle, ulong coordinate) =>
            CounterRandom.Uniform(seed, purpose, 0, particle, coordinate) < Fraction ? End : Rest;
    }

    /// <summary>Two normal distributions of the same sd about First and Second, a fraction of the particles in the second; values beyond the motion's range are set to its ends.</summary>
    public sealed record States(double First, double Second, double StandardDeviation, double SecondFraction) : CoordinateDistribution
    {
        public override (double Low, double Middle, double High) Span =>
            (Math.Min(First, Second) - 2 * StandardDeviation, (First + Second) / 2, Math.Max(First, Second) + 2 * StandardDeviation);

        // The epoch keeps the choice of the state apart from the spread, which uses two draws of a coordinate.
        public override double Draw(ulong seed, ulong purpose, ulong particle, ulong coordinate) =>
            (CounterRandom.Uniform(seed, purpose, 1, particle, coordinate) < SecondFraction ? Second : First)
            + StandardDeviation * CounterRandom.Normal(seed, purpose, 0, particle, 2 * coordinate);
    }
}
