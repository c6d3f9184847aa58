using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.Grouping;

namespace Flex3D.Stages.Training;

/// <summary>Draws the particles from which a model is learned where there are more than it needs (<see cref="TrainingOptions.MostParticles"/>): the same in every epoch.</summary>
/// <remarks>
/// The error of a map and a flow falls with the root of the number of particles, while that of each particle's latent stays: beyond some number more of them make training longer, and no figure better.
/// Runs of neighbours are drawn, as they are read; an image is in with all of its rows.
/// </remarks>
internal static class LearningSample
{
    private const int Run = 16;

    /// <summary>Lists the rows that training does not learn from, ascending.</summary>
    /// <param name="most">The most rows to learn from; the last image drawn may bring more.</param>
    /// <param name="untrained">Rows that it must not learn from, ascending.</param>
    public static int[] LeftOut(ImageGroups images, int most, int[] untrained, ulong seed)
    {
        int rows = images.Rows;
        if (rows - untrained.Length <= most)
        {
            return untrained;
        }
        bool[] barred = new bool[rows], drawn = new bool[rows]; // by first row of each image
        foreach (int row in untrained)
        {
            barred[images.First(row)] = true;
        }
        int[] rowsOf = RowsOf(images);
        var runs = new CounterPermutation((rows + Run - 1) / Run, seed, Purpose.LearningSample, 0);
        for (int i = 0, found = 0; i < runs.Count && found < most; i++)
        {
            int end = Math.Min(rows, (runs[i] + 1) * Run);
            for (int row = runs[i] * Run; row < end && found < most; row++)
            {
                if (images.IsFirst(row) && !barred[row])
                {
                    drawn[row] = true;
                    found += rowsOf.Length == 0 ? 1 : rowsOf[row];
                }
            }
        }
        return [.. Enumerable.Range(0, rows).Where(row => !drawn[images.First(row)])];
    }

    // The number of rows of each image, by its first row; empty where each has one.
    private static int[] RowsOf(ImageGroups images)
    {
        if (!images.Shared)
        {
            return [];
        }
        int[] count = new int[images.Rows];
        for (int row = 0; row < count.Length; row++)
        {
            count[images.First(row)]++;
        }
        return count;
    }
}
