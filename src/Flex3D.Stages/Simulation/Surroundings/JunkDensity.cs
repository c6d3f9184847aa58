using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Simulation.Surroundings;

/// <summary>What an image holds in place of the molecule, a third each: nothing, a blob such as a piece of ice, or some clumps of random density.</summary>
/// <remarks>
/// With R the molecule's largest radius: the blob is a ball of sd 0.15 to 0.35 R with 1 to 3 times the molecule's weight, its centre normal
/// with sd 0.2 R; the clumps are two to six balls of sd 0.15 R, their centres normal with sd 0.4 R, with the molecule's weight together.
/// </remarks>
internal static class JunkDensity
{
    private const ulong Shape = 112, Points = 113;
    private const ulong Kind = 0, Clumps = 1, Size = 2, Factor = 3, Centres = 16;

    /// <summary>Writes positions, [point][x, y, z] Å about the centre, and weights of as many points as the molecule has atoms.</summary>
    /// <param name="radius">R, Å.</param>
    /// <param name="molecule">The weights of the molecule's atoms.</param>
    public static void Place(ulong seed, ulong particle, double radius, ReadOnlySpan<float> molecule, Span<double> positions, Span<float> weights)
    {
        ulong kind = CounterRandom.Bits(seed, Shape, 0, particle, Kind) % 3;
        bool blob = kind == 1;
        ulong clumps = blob ? 1 : 2 + CounterRandom.Bits(seed, Shape, 0, particle, Clumps) % 5;
        double size = radius * (blob ? 0.15 + 0.2 * CounterRandom.Uniform(seed, Shape, 0, particle, Size) : 0.15), spread = radius * (blob ? 0.2 : 0.4);
        float factor = kind == 0 ? 0 : blob ? (float)(1 + 2 * CounterRandom.Uniform(seed, Shape, 0, particle, Factor)) : 1;
        for (int point = 0; point < molecule.Length; point++)
        {
            weights[point] = factor * molecule[point];
            ulong clump = (ulong)point % clumps;
            for (int k = 0; k < 3; k++)
            {
                double centre = spread * CounterRandom.Normal(seed, Shape, 0, particle, Centres + 2 * (3 * clump + (ulong)k));
                positions[3 * point + k] = centre + size * CounterRandom.Normal(seed, Points, 0, particle, (ulong)(3 * point + k));
            }
        }
    }
}
