namespace Flex3D.Stages.LatentFrames;

/// <summary>Finds a conformation that many particles have and from which the others are near: the frame of a canonical map.</summary>
/// <remarks>A median by coordinate may be a conformation that no particle has, such as the middle of a ring or of two states.</remarks>
internal static class CentralPlace
{
    private const int MostCompared = 1024;

    // A neighbourhood is this fraction of the particles.
    private const double Neighbours = 0.05;

    /// <summary>Returns the particle of least mean distance to all, among the half of them that have the densest neighbourhoods.</summary>
    /// <param name="coordinates">Conformations, [particle][dimension], Å. Of more than 1,024 particles, 1,024 are compared, spread evenly.</param>
    public static int Of(ReadOnlySpan<double> coordinates, int dimension)
    {
        int particles = coordinates.Length / dimension, count = Math.Min(MostCompared, particles), neighbour = (int)(Neighbours * count);
        double[] mean = new double[count], reach = new double[count], distance = new double[count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                distance[j] = Distance(coordinates.Slice(Row(i) * dimension, dimension), coordinates.Slice(Row(j) * dimension, dimension));
            }
            mean[i] = distance.Average();
            Array.Sort(distance);
            reach[i] = distance[neighbour];
        }
        double median = reach.Order().ElementAt(count / 2);
        return Row(Enumerable.Range(0, count).Where(i => reach[i] <= median).MinBy(i => mean[i]));

        int Row(int i) => (int)((long)i * particles / count);
    }

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double square = 0;
        for (int c = 0; c < a.Length; c++)
        {
            square += (a[c] - b[c]) * (a[c] - b[c]);
        }
        return Math.Sqrt(square);
    }
}
