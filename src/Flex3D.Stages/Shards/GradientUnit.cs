namespace Flex3D.Stages.Shards;

/// <summary>How a part of a gradient is added up: the unit and the limit of the sum at the head, so that another machine adds shards up to the same integers. See <see cref="Numerics.FixedPointSum"/>.</summary>
/// <param name="Length">Number of values of the part.</param>
/// <param name="Exponent">The unit is 2^−exponent.</param>
/// <param name="Most">The most shards that are added at the head.</param>
public readonly record struct GradientUnit(int Length, int Exponent, int Most);
