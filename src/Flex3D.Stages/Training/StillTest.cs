using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>Measures the predictive gain of motion for images that have several rows, against a molecule that does not move.</summary>
/// <remarks>
/// The rows of an image are several poses of one picture. If the molecule has not the symmetry by which its particles were expanded,
/// only one of the poses is right, the rigid control is an average over the wrong ones, and a flow that turns the average back predicts the images
/// better than it, though nothing moves. So the motion has to beat the best still model in the best of an image's poses: model and pose are chosen, as the
/// latents are inferred, on one half of the Fourier components, and scored on the other. Of the flexed model and of the composition model, too, an image's best row on the first half counts.
/// </remarks>
internal static class StillTest
{
    private const int Composition = 4, Models = 8; // the losses of the flexed model come first

    /// <summary>Number of losses of a row, for a number of still models.</summary>
    public static int Losses(int models) => Models + 2 * models;

    /// <summary>Index of the loss of the flexed model on the half from which the latents were inferred.</summary>
    /// <param name="seen">Number of that half, 0 or 1.</param>
    public static int FlexedSeen(int seen) => seen;

    /// <summary>Index of the loss of the flexed model on the other half.</summary>
    /// <param name="seen">Number of the half from which the latents were inferred, 0 or 1.</param>
    public static int FlexedUnseen(int seen) => 2 + seen;

    /// <summary>Like <see cref="FlexedSeen"/>, of the composition model.</summary>
    public static int CompositionSeen(int seen) => Composition + seen;

    /// <summary>Like <see cref="FlexedUnseen"/>, of the composition model.</summary>
    public static int CompositionUnseen(int seen) => Composition + 2 + seen;

    /// <summary>Index of the loss of a still model on a half.</summary>
    public static int Still(int model, int half) => Models + 2 * model + half;

    /// <summary>Computes the gains of each image: its loss under the best still model minus those under the flexed and the composition model, summed over both halves.</summary>
    /// <param name="images">The losses of each row of each image.</param>
    /// <returns>[image]; positive favours the model.</returns>
    public static (double Flexed, double Composition)[] Gains(IReadOnlyList<double[][]> images)
    {
        var gains = new (double Flexed, double Composition)[images.Count];
        int models = images.Count == 0 ? 0 : (images[0][0].Length - Models) / 2;
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
                double[][] rows = images[i];
                double still = rows.MinBy(row => row[Still(best, seen)])![Still(best, unseen)];
                double flexed = rows.MinBy(row => row[FlexedSeen(seen)])![FlexedUnseen(seen)], composition = rows.MinBy(row => row[CompositionSeen(seen)])![CompositionUnseen(seen)];
                gains[i] = (gains[i].Flexed + still - flexed, gains[i].Composition + still - composition);
            }
        }
        return gains;
    }
}
