using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Training;

/// <summary>Improves the own parameters of a shard's images by Gauss-Newton steps, and writes them with their uncertainty to the buffer. Not thread-safe.</summary>
internal sealed class OwnInference(int dimension, int capacity)
{
    /// <summary>Number of held-out images from which the spreads of poses follow well enough.</summary>
    public const int EnoughForSpreads = 128;

    private const int TestSteps = 3;

    private GaussNewton? _newton, _flexed, _rigid;
    private readonly float[] _zero = new float[capacity * dimension];
    private readonly CandidateEnergy[] _still = new CandidateEnergy[capacity];

    /// <summary>Takes the steps that the settings ask for, from where the search has left the latents in the buffer.</summary>
    public void Improve(IShardEvaluator evaluator, TrainingBuffer buffer, LatentSearchSettings settings, in OwnPriors priors, int active)
    {
        if (settings.NewtonSteps == 0)
        {
            return;
        }
        OwnPriors used = settings.Poses ? priors : priors with { RotationRadians = 0, ShiftPixels = 0 };
        GaussNewton newton = GaussNewton.For(ref _newton, dimension, capacity, used.Parameters(flexed: true));
        ImageShard shard = buffer.Shard;
        Span<float> latents = buffer.Particles.Write(ParticleColumns.Latents, ColumnWriters.Training);
        for (int i = 0; i < shard.Count; i++)
        {
            latents.Slice(i * dimension, dimension).CopyTo(newton.State.Latent(i));
            buffer.ReadOffset(i, newton.State.Offset(i));
        }
        newton.Run(evaluator, shard, used, settings.NewtonSteps);
        Span<float> deviations = buffer.Particles.Write(ParticleColumns.Uncertainty, ColumnWriters.Training);
        Span<float> covariances = buffer.Particles.Write(ParticleColumns.Covariance, ColumnWriters.Training);
        Span<double> covariance = stackalloc double[dimension * dimension];
        for (int i = 0; i < shard.Count; i++)
        {
            newton.State.Latent(i).CopyTo(latents.Slice(i * dimension, dimension));
            buffer.Energies[i] = newton.Posterior.Energies[i];
            Forget(newton.Covariance.AsSpan(i * newton.Columns.Count * newton.Columns.Count), newton.Columns.Count, active);
            PackedSymmetric.Pack(newton.Block(i, OwnParameters.Latents, dimension, covariance), dimension, covariances[(i * PackedSymmetric.Length(dimension))..]);
            for (int k = 0; k < dimension; k++)
            {
                deviations[i * dimension + k] = (float)newton.Deviation(i, k);
            }
            if (used.Poses)
            {
                buffer.WriteOffset(i, newton.State.Offset(i));
                WriteMoments(newton, i, used, buffer.Offsets.AsSpan(OffsetMoments.Terms * i, OffsetMoments.Terms));
            }
        }
        buffer.OffsetsLength = used.Poses ? OffsetMoments.Terms : 0;
    }

    /// <summary>
    /// Estimates the poses of held-out images, from the given ones, under the flexed model and under the rigid control, and writes the moments of the offsets to the
    /// buffer: the spreads of poses with which the motion is tested follow from them.
    /// </summary>
    public void MeasureOffsets(IShardEvaluator evaluator, TrainingBuffer buffer, TrainingModel model)
    {
        evaluator.SetModel(model.Flexed);
        Measure(ref _flexed, evaluator, buffer, model.Priors, flexed: true);
        evaluator.SetModel(model.Rigid);
        Measure(ref _rigid, evaluator, buffer, model.RigidPriors, flexed: false);
        buffer.OffsetsLength = 2 * OffsetMoments.Terms;
    }

    private void Measure(ref GaussNewton? kept, IShardEvaluator evaluator, TrainingBuffer buffer, in OwnPriors priors, bool flexed)
    {
        int count = buffer.Shard.Count, width = 2 * OffsetMoments.Terms;
        for (int i = 0; i < count; i++)
        {
            buffer.Offsets.AsSpan(i * width + (flexed ? 0 : OffsetMoments.Terms), OffsetMoments.Terms).Clear();
        }
        if (!priors.Poses)
        {
            return;
        }
        GaussNewton newton = GaussNewton.For(ref kept, dimension, capacity, priors.Parameters(flexed));
        buffer.GivenPoses();
        buffer.Latents.CopyTo(newton.State.Latents);
        newton.State.Offsets.AsSpan().Clear();
        newton.Run(evaluator, buffer.Shard, priors, TestSteps);
        for (int i = 0; i < count; i++)
        {
            WriteMoments(newton, i, priors, buffer.Offsets.AsSpan(i * width + (flexed ? 0 : OffsetMoments.Terms), OffsetMoments.Terms));
        }
    }

    /// <summary>Measures the gain of each image's latent over z = 0, and writes it to the buffer.</summary>
    public void MeasureGains(IShardEvaluator evaluator, TrainingBuffer buffer)
    {
        ImageShard shard = buffer.Shard;
        evaluator.Evaluate(shard, _zero.AsSpan(0, shard.Count * dimension), 1, _still);
        Span<float> gains = buffer.Particles.Write(ParticleColumns.Gain, ColumnWriters.Training);
        for (int i = 0; i < shard.Count; i++)
        {
            double constant = shard.Constant[i], contrast = shard.Contrast[i];
            gains[i] = (float)(_still[i].Data(constant, contrast) - buffer.Energies[i].Data(constant, contrast));
        }
    }

    // A coordinate that is not in use has no uncertainty: it is 0.
    private void Forget(Span<double> covariance, int count, int active)
    {
        for (int k = active; k < dimension; k++)
        {
            for (int j = 0; j < count; j++)
            {
                (covariance[k * count + j], covariance[j * count + k]) = (0, 0);
            }
        }
    }

    private static void WriteMoments(GaussNewton newton, int image, in OwnPriors priors, Span<double> moments)
    {
        Span<double> offset = stackalloc double[OwnState.OffsetLength];
        newton.Mode(image, offset);
        moments.Clear();
        if (priors.RotationRadians > 0)
        {
            Write(OffsetMoments.Of(offset[..3], newton.Block(image, OwnParameters.Rotation, 3, stackalloc double[9]), priors.RotationRadians), moments);
        }
        if (priors.ShiftPixels > 0)
        {
            Write(OffsetMoments.Of(offset[3..], newton.Block(image, OwnParameters.Shift, 2, stackalloc double[4]), priors.ShiftPixels), moments[3..]);
        }
    }

    private static void Write(in OffsetMoments from, Span<double> to) => (to[0], to[1], to[2]) = (from.Square, from.Expected, from.Slope);
}
