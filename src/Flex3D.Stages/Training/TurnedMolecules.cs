using Flex3D.Stages.Engine;
using Flex3D.Stages.Orientations;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>Measures the predictive gain of molecules that do not move and may have any orientation in an image, over the rigid control near the given one.</summary>
/// <remarks>
/// A flow can turn a molecule back whose given orientation is far off, as where some particles have that of a symmetry-related view: then a molecule that does not move, in the right
/// orientation, predicts an image as well. For each of M molecules <see cref="OrientationSearch"/> finds the best orientation near the given one, within 30°, and the best of the N others on the seen components; they have the priors
/// 1/M and 1/(MN). The prediction is their mixture by posterior probability p, −log Σ p exp(−L), with the losses L on unseen components; they are those of <see cref="Inference.PredictiveLoss"/>, the
/// image's own parameters averaged out. The same mixture of the given orientations alone tells whether others are needed: where the given ones are right, both gain the same. Not thread-safe.
/// </remarks>
internal sealed class TurnedMolecules(EngineProblem problem, int capacity)
{
    private const double LeastProbability = 1e-3;
    private const int EnoughImages = 256;
    private const int Parts = 2; // all unseen components, and of them the detail
    private readonly OrientationSearch _search = new(new LowFrequencies(problem.Box));
    private OrientationSearch.Found[] _found = []; // [molecule][image]
    private double[] _probability = []; // [option][image]
    private double[] _losses = []; // [part][option][image]

    /// <summary>Number of options for an image: for each molecule the best orientation near the given one, and the best of all others.</summary>
    public int Options { get; private set; }

    /// <summary>The option that is the rigid control near the given orientation.</summary>
    public int Control => Options - 2;

    /// <summary>Whether a shard's images are compared: about 256 held-out ones, spread over all, tell well enough whether many given orientations are far off.</summary>
    /// <param name="shard">Number of the shard.</param>
    /// <param name="heldOut">Number of all held-out images, or about as many.</param>
    public static bool Uses(int shard, int heldOut) => shard % Math.Max(1, (heldOut + EnoughImages / 2) / EnoughImages) == 0;

    /// <summary>Finds orientations for some images.</summary>
    /// <param name="seen">Images of which one part counts, at the given poses.</param>
    /// <param name="still">The molecules, of which the last is the rigid control.</param>
    public void Search(ImageShard seen, StillOrientations still)
    {
        StillMolecule[] molecules = still.In(problem);
        Options = 2 * molecules.Length;
        (_found, _probability, _losses) = (new OrientationSearch.Found[molecules.Length * capacity], new double[Options * capacity], new double[Parts * Options * capacity]);
        double others = Math.Log(molecules[0].Grid.Length);
        for (int i = 0; i < seen.Count; i++)
        {
            double least = double.PositiveInfinity, sum = 0;
            for (int m = 0; m < molecules.Length; m++)
            {
                OrientationSearch.Found found = _found[m * capacity + i] = _search.Find(molecules[m], seen, i);
                (_probability[2 * m * capacity + i], _probability[(2 * m + 1) * capacity + i]) = (found.NearEnergy, found.FarEnergy + others);
                least = Math.Min(least, Math.Min(found.NearEnergy, found.FarEnergy + others));
            }
            for (int at = i; at < _probability.Length; at += capacity)
            {
                sum += _probability[at] = Math.Exp(least - _probability[at]);
            }
            for (int at = i; at < _probability.Length; at += capacity)
            {
                _probability[at] /= sum;
            }
        }
    }

    /// <summary>Returns whether an option counts for an image of some.</summary>
    /// <param name="count">Number of images.</param>
    public bool Counts(int option, int count) => _probability.AsSpan(option * capacity, count).ContainsAnyExceptInRange(0, LeastProbability);

    /// <summary>Gives images the orientation of an option.</summary>
    public void Turn(int option, ImageShard images)
    {
        for (int i = 0; i < images.Count; i++)
        {
            OrientationSearch.Found found = _found[option / 2 * capacity + i];
            ImagePose.Turn(images.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength), option % 2 == 0 ? found.Near : found.Far);
        }
    }

    /// <summary>Keeps the losses of an option.</summary>
    /// <param name="losses">[part][image of the capacity].</param>
    public void Keep(int option, ReadOnlySpan<double> losses)
    {
        for (int part = 0; part < Parts; part++)
        {
            losses.Slice(part * capacity, capacity).CopyTo(_losses.AsSpan((part * Options + option) * capacity, capacity));
        }
    }

    /// <summary>Adds the gains of each image.</summary>
    public void AddTo(Span<TestGains> gains)
    {
        for (int i = 0; i < gains.Length; i++)
        {
            (double any, double given) = Gains(0, i);
            (double anyDetail, double givenDetail) = Gains(1, i);
            gains[i] += new TestGains(0, 0, 0, 0) { Mirror = 0, MirrorDetail = 0, Turned = any, TurnedDetail = anyDetail, Reoriented = any - given, ReorientedDetail = anyDetail - givenDetail };
        }
    }

    // The gains over the rigid control of the mixture of all options, and of that of the given orientations alone.
    private (double Any, double Given) Gains(int part, int image)
    {
        double control = _losses[(part * Options + Control) * capacity + image];
        return (control - Mixture(part, image, 1), control - Mixture(part, image, 2));
    }

    // −log Σ p exp(−L) over the options, or over every second one with their probabilities alone.
    private double Mixture(int part, int image, int stride)
    {
        double least = double.PositiveInfinity, sum = 0, total = 0;
        for (int pass = 0; pass < 2; pass++)
        {
            for (int option = 0; option < Options; option += stride)
            {
                double p = _probability[option * capacity + image], loss = _losses[(part * Options + option) * capacity + image];
                if (p > LeastProbability || option == Control)
                {
                    (least, sum, total) = pass == 0 ? (Math.Min(least, loss), 0, 0) : (least, sum + Math.Max(p, double.Epsilon) * Math.Exp(least - loss), total + Math.Max(p, double.Epsilon));
                }
            }
        }
        return least - Math.Log(sum / total);
    }
}
