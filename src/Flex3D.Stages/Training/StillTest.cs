namespace Flex3D.Stages.Training;

/// <summary>Measures the predictive gain of motion for images that have several rows, against a molecule that does not move.</summary>
/// <remarks>
/// The rows of an image are several poses of one picture. If the molecule has not the symmetry by which its particles were expanded,
/// only one of the poses is right, the rigid control is an average over the wrong ones, and a flow that turns the average back predicts the images
/// better than it, though nothing moves. So the motion has to beat the best still model in the best of an image's poses: model and pose are chosen, as the
/// latents are inferred, on one half of the Fourier components, and scored on the other. Of the flexed model, too, an image's best row on the first half counts.
/// </remarks>
internal static class StillTest
{
    private const int Flexed = 4; // losses of the flexed model come first

    /// <summary>Number of losses of a row, for a number of still models.</summary>
    public static int Losses(int models) => Flexed + 2 * models;

    /// <summary>Index of the loss of the flexed model on the half from which the latents were inferred.</summary>
    /// <param name="seen">Number of that half, 0 or 1.</param>
    public static int FlexedSeen(int seen) => seen;

    /// <summary>Index of the loss of the flexed model on the other half.</summary>
    /// <param name="seen">Number of the half from which the latents were inferred, 0 or 1.</param>
    public static int FlexedUnseen(int seen) => 2 + seen;

    /// <summary>Index of the loss of a still model on a half.</summary>
    public static int Still(int model, int half) => Flexed + 2 * model + half;

    /// <summary>Computes the gain of each image: its loss under the best still model minus that under the flexed one, summed over both halves.</summary>
    /// <param name="images">The losses of each row of each image.</param>
    /// <returns>[image]; positive favours motion.</returns>
    public static double[] Gains(IReadOnlyList<double[][]> images)
    {
        double[] gains = new double[images.Count];
        int models = images.Count == 0 ? 0 : (images[0][0].Length - Flexed) / 2;
        for (int seen = 0; seen < 2; seen++)
        {
            int unseen = 1 - seen, best = 0;
            double least = double.PositiveInfinity;
            for (int model = 0; model < models; model++)
            {
                double sum = images.Sum(rows => rows.Min(row => row[Still(model, seen)]));
                (best, least) = sum < least ? (model, sum) : (best, least);
            }
            for (int i = 0; i < gains.Length; i++)
            {
                double[] still = images[i].MinBy(row => row[Still(best, seen)])!, flexed = images[i].MinBy(row => row[FlexedSeen(seen)])!;
                gains[i] += still[Still(best, unseen)] - flexed[FlexedUnseen(seen)];
            }
        }
        return gains;
    }
}
