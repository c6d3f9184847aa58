using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Simulation.Surroundings;

/// <summary>The number of neighbours of a particle and where they are, in the plane of the image.</summary>
internal static class NeighbourPlacement
{
    private const ulong Number = 114, Place = 115;

    /// <summary>Draws how many neighbours a particle has: Poisson.</summary>
    public static int Count(ulong seed, ulong particle, double mean)
    {
        double u = CounterRandom.Uniform(seed, Number, 0, particle, 0), term = Math.Exp(-mean), below = term;
        int count = 0;
        while (u >= below && term > 0)
        {
            count++;
            term *= mean / count;
            below += term;
        }
        return count;
    }

    /// <summary>Draws the centre of a neighbour, Å from the centre of the image: uniform between two squares.</summary>
    /// <param name="inner">Half the edge of the inner square, Å; <paramref name="outer"/> of the outer, larger.</param>
    public static (double X, double Y) Centre(ulong seed, ulong particle, int copy, double inner, double outer)
    {
        for (ulong attempt = 0; ; attempt++)
        {
            double x = outer * (2 * CounterRandom.Uniform(seed, Place, (ulong)copy, particle, 2 * attempt) - 1);
            double y = outer * (2 * CounterRandom.Uniform(seed, Place, (ulong)copy, particle, 2 * attempt + 1) - 1);
            if (Math.Max(Math.Abs(x), Math.Abs(y)) >= inner)
            {
                return (x, y);
            }
        }
    }
}
