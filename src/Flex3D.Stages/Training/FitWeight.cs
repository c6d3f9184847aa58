using Flex3D.Stages.Engine;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Training;

/// <summary>How probable it is that an image shows the molecule at all, by whether the model predicts its detail: the weight that the image has in sums. Not thread-safe.</summary>
/// <remarks>
/// <para>With ⟨B, S⟩ = c and ⟨W S, S⟩ = p over components finer than 30 Å, c/p is the contrast of the detail, with the error 1/√p of the noise. Of the molecule it is 1 with the spread τ of the
/// contrasts, and at least 0.2; of other things (ice, a broken or wrongly placed particle, an empty image) it is 0 with a spread of 0.2, by chance agreement. The weight is the posterior
/// probability of the first, before which one image in twenty is of the second kind; a contrast beyond 1 counts as 1. Coarse components tell less: a blob resembles a projection.</para>
/// <para>Weighted by it, an image that fits nothing does not pull the model (an iteratively reweighted fit, as of a mixture of the model and a background).</para>
/// </remarks>
internal sealed class FitWeight
{
    /// <summary>Resolution from which on components count as detail here, Å.</summary>
    public const double DetailAngstrom = 30;

    /// <summary>Below this weight an image is counted as one that fits nothing.</summary>
    public const double Least = 0.5;

    private const double Prior = 0.95, LeastSpread = 0.2, OtherSpread = 0.2, HighestStart = 0.3;

    private readonly ImageShard _detail;
    private readonly float[] _passed;
    private readonly CandidateEnergy[] _energies;

    /// <param name="pixelSize">Å per pixel of the images.</param>
    public FitWeight(int box, double pixelSize, int capacity)
    {
        _detail = new ImageShard(box, capacity);
        _energies = new CandidateEnergy[capacity];
        _passed = FineComponents.From(box, Math.Min(pixelSize / DetailAngstrom, HighestStart));
    }

    /// <summary>Bytes of the large arrays.</summary>
    public static long BytesOf(int box, int capacity) => ImageShard.BytesOf(box, capacity) + sizeof(float) * (long)box * (box / 2 + 1);

    /// <summary>Writes the weight of each image, under the model that the evaluator has.</summary>
    /// <param name="latents">[image][K].</param>
    /// <param name="spread">τ of the contrasts.</param>
    /// <param name="weights">[image], overwritten.</param>
    public void Measure(IShardEvaluator evaluator, ImageShard shard, ReadOnlySpan<float> latents, double spread, Span<float> weights)
    {
        int length = shard.SpectrumLength;
        for (int i = 0, at = 0; i < shard.Count; i++)
        {
            for (int k = 0; k < length; k++, at++)
            {
                (_detail.TargetReal[at], _detail.TargetImaginary[at], _detail.Weight[at]) = (shard.TargetReal[at] * _passed[k], shard.TargetImaginary[at] * _passed[k], shard.Weight[at] * _passed[k]);
            }
        }
        shard.Pose.AsSpan(0, shard.Count * ImageShard.PoseLength).CopyTo(_detail.Pose);
        shard.Particles.AsSpan(0, shard.Count).CopyTo(_detail.Particles);
        _detail.Count = shard.Count;
        evaluator.Evaluate(_detail, latents, 1, _energies);
        for (int i = 0; i < shard.Count; i++)
        {
            weights[i] = (float)Of(_energies[i].Cross, _energies[i].Power, spread);
        }
    }

    /// <summary>Returns the weight of an image.</summary>
    /// <param name="cross">c.</param>
    /// <param name="power">p.</param>
    /// <param name="spread">τ.</param>
    public static double Of(double cross, double power, double spread)
    {
        if (!(power > 0))
        {
            return Prior;
        }
        double contrast = Math.Min(1, cross / power), noise = 1 / power;
        double molecule = noise + Math.Pow(Math.Max(LeastSpread, spread), 2), other = noise + OtherSpread * OtherSpread;
        double logRatio = 0.5 * (contrast * contrast / other - (contrast - 1) * (contrast - 1) / molecule + Math.Log(other / molecule));
        return 1 / (1 + (1 - Prior) / Prior * Math.Exp(-logRatio));
    }

    /// <summary>Multiplies the terms of a shard's images by their weights, so that sums of gradients are weighted.</summary>
    public static void Apply(ReadOnlySpan<float> weights, ImageShard shard)
    {
        int length = shard.SpectrumLength;
        bool any = false;
        for (int i = 0; i < shard.Count; i++)
        {
            if (weights[i] == 1)
            {
                continue;
            }
            any = true;
            foreach (float[] terms in (ReadOnlySpan<float[]>)[shard.TargetReal, shard.TargetImaginary, shard.Weight])
            {
                foreach (ref float term in terms.AsSpan(i * length, length))
                {
                    term *= weights[i];
                }
            }
        }
        if (any)
        {
            shard.Count = shard.Count; // a new stamp
        }
    }
}
