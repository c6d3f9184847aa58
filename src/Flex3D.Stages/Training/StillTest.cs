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
    /// <summary>Numbers of the models: the flexed one, the composition model, and the first of the still ones.</summary>
    public const int Flexed = 0, Composition = 1, Still = 2;

    private const int LossesOfModel = 6;

    /// <summary>Number of losses of a row, for a number of still models.</summary>
    public static int Losses(int still) => LossesOfModel * (Still + still);

    /// <summary>Index of a model's loss on the half from which the parameters were inferred.</summary>
    /// <param name="half">Number of that half, 0 or 1.</param>
    public static int Seen(int model, int half) => LossesOfModel * model + half;

    /// <summary>Index of a model's loss on the other half.</summary>
    /// <param name="half">Number of the half from which the parameters were inferred, 0 or 1.</param>
    public static int Unseen(int model, int half) => LossesOfModel * model + 2 + half;

    /// <summary>Index of a model's loss on the detail of the other half.</summary>
    /// <param name="half">Number of the half from which the parameters were inferred, 0 or 1.</param>
    public static int Detail(int model, int half) => LossesOfModel * model + 4 + half;

    /// <summary>Computes the gains of each image: its losses under the best still model minus those under the flexed and the composition model, summed over both halves.</summary>
    /// <param name="images">The losses of each row of each image.</param>
    /// <returns>[image]; positive favours the model.</returns>
    public static TestGains[] Gains(IReadOnlyList<double[][]> images)
    {
        var gains = new TestGains[images.Count];
        int models = images.Count == 0 ? 0 : images[0][0].Length / LossesOfModel;
        for (int half = 0; half < 2; half++)
        {
            int best = Still;
            double least = double.PositiveInfinity;
            for (int model = Still; model < models; model++)
            {
                double sum = images.Sum(rows => rows.Min(row => row[Seen(model, half)]));
                (best, least) = sum < least ? (model, sum) : (best, least);
            }
            for (int i = 0; i < gains.Length; i++)
            {
                double[] still = Best(images[i], best, half), flexed = Best(images[i], Flexed, half), composition = Best(images[i], Composition, half);
                double loss = still[Unseen(best, half)], detail = still[Detail(best, half)];
                gains[i] += new TestGains(loss - flexed[Unseen(Flexed, half)], detail - flexed[Detail(Flexed, half)], loss - composition[Unseen(Composition, half)], detail - composition[Detail(Composition, half)]);
            }
        }
        return gains;
    }

    // The row of an image in which a model fits best where its parameters were inferred.
    private static double[] Best(double[][] rows, int model, int half) => rows.MinBy(row => row[Seen(model, half)])!;
}
