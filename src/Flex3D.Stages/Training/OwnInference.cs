using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Training;

/// <summary>Improves the own parameters of a shard's images by Gauss-Newton steps, and writes them with their uncertainty to the buffer. Not thread-safe.</summary>
internal sealed class OwnInference(int dimension, int capacity)
{
    /// <summary>Number of held-out images from which the spreads of poses and defocus follow well enough.</summary>
    public const int EnoughForSpreads = 128;

    private const int TestSteps = 3;

    private GaussNewton? _newton, _flexed, _rigid, _undecided;
    private readonly float[] _zero = new float[capacity * dimension];
    private readonly CandidateEnergy[] _still = new CandidateEnergy[capacity];

    /// <summary>Takes the steps that the settings ask for, from where the search has left the latents in the buffer.</summary>
    /// <param name="defocus">Sets terms at other defocus values.</param>
    public void Improve(IShardEvaluator evaluator, TrainingBuffer buffer, LatentSearchSettings settings, in OwnPriors priors, int active, DefocusTerms defocus)
    {
        if (settings.NewtonSteps == 0)
        {
            return;
        }
        OwnPriors used = settings.Poses ? priors : priors with { RotationRadians = 0, ShiftPixels = 0 };
        used = settings.Defocus ? used : used with { DefocusAngstrom = 0 };
        GaussNewton newton = GaussNewton.For(ref _newton, dimension, capacity, used.Parameters(flexed: true));
        ImageShard shard = buffer.Shard;
        Span<float> latents = buffer.Particles.Write(ParticleColumns.Latents, ColumnWriters.Training);
        for (int i = 0; i < shard.Count; i++)
        {
            latents.Slice(i * dimension, dimension).CopyTo(newton.State.Latent(i));
            buffer.ReadOffset(i, newton.State.Offset(i));
        }
        newton.Run(evaluator, shard, used, settings.NewtonSteps, defocus.Of(buffer));
        Span<float> deviations = buffer.Particles.Write(ParticleColumns.Uncertainty, ColumnWriters.Training);
        Span<float> covariances = buffer.Particles.Write(ParticleColumns.Covariance, ColumnWriters.Training);
        Span<double> covariance = stackalloc double[dimension * dimension];
        for (int i = 0; i < shard.Count; i++)
        {
            newton.State.Latent(i).CopyTo(latents.Slice(i * dimension, dimension));
            buffer.Energies[i] = newton.Posterior.Energies[i];
            Forget(newton.Covariance.AsSpan(i * newton.Columns.Count * newton.Columns.Count), newton.Columns.Count, active);
            newton.Block(i, OwnParameters.Latents, dimension, covariance);
            if (settings.DrawsLatents && NewtonStep.InvertLatents(newton.Columns, newton.Posterior.Hessian(i), covariance))
            {
                Forget(covariance, dimension, active);
            }
            PackedSymmetric.Pack(covariance, dimension, covariances[(i * PackedSymmetric.Length(dimension))..]);
            for (int k = 0; k < dimension; k++)
            {
                deviations[i * dimension + k] = (float)newton.Deviation(i, k);
            }
            if (used.Offsets)
            {
                buffer.WriteOffset(i, newton.State.Offset(i));
                WriteMoments(newton, i, used, buffer.Offsets.AsSpan(OffsetMoments.Terms * i, OffsetMoments.Terms));
            }
        }
        buffer.OffsetsLength = used.Offsets ? OffsetMoments.Terms : 0;
    }

    /// <summary>
    /// Estimates the poses of held-out images, and their defocus where it is re-estimated, from the given ones, under the flexed model and under the rigid control, and writes the moments
    /// of the offsets to the buffer: the spreads of poses with which the motion is tested follow from them. Where it is not decided whether defocus is re-estimated, it is
    /// estimated too, apart, so that poses do not depend on that.
    /// </summary>
    /// <param name="defocus">Sets terms at other defocus values.</param>
    public void MeasureOffsets(IShardEvaluator evaluator, TrainingBuffer buffer, TrainingModel model, DefocusTerms defocus)
    {
        int width = 2 * OffsetMoments.Terms, count = buffer.Shard.Count;
        buffer.OffsetsLength = width;
        buffer.Offsets.AsSpan(0, width * count).Clear();
        evaluator.SetModel(model.Sparse);
        Measure(ref _flexed, evaluator, buffer, model.Priors, defocus, flexed: true);
        if (model.UndecidedDefocus > 0)
        {
            OwnPriors priors = model.Priors with { DefocusAngstrom = model.UndecidedDefocus };
            GaussNewton newton = Run(ref _undecided, evaluator, buffer, priors, defocus, flexed: true);
            for (int i = 0; i < count; i++)
            {
                WriteDefocus(newton, i, priors, buffer.Offsets.AsSpan(i * width, OffsetMoments.Terms));
            }
        }
        evaluator.SetModel(model.Rigid);
        Measure(ref _rigid, evaluator, buffer, model.RigidPriors, defocus, flexed: false);
    }

    private void Measure(ref GaussNewton? kept, IShardEvaluator evaluator, TrainingBuffer buffer, in OwnPriors priors, DefocusTerms defocus, bool flexed)
    {
        if (!priors.Offsets)
        {
            return;
        }
        GaussNewton newton = Run(ref kept, evaluator, buffer, priors, defocus, flexed);
        for (int i = 0; i < buffer.Shard.Count; i++)
        {
            WriteMoments(newton, i, priors, buffer.Offsets.AsSpan((2 * i + (flexed ? 0 : 1)) * OffsetMoments.Terms, OffsetMoments.Terms));
        }
    }

    // Finds the parameters of held-out images from the given offsets on.
    private GaussNewton Run(ref GaussNewton? kept, IShardEvaluator evaluator, TrainingBuffer buffer, in OwnPriors priors, DefocusTerms defocus, bool flexed)
    {
        GaussNewton newton = GaussNewton.For(ref kept, dimension, capacity, priors.Parameters(flexed));
        buffer.GivenOffsets();
        buffer.Latents.CopyTo(newton.State.Latents);
        newton.State.Offsets.AsSpan().Clear();
        newton.Run(evaluator, buffer.Shard, priors, TestSteps, defocus.Of(buffer));
        return newton;
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
            Write(OffsetMoments.Of(offset[3..5], newton.Block(image, OwnParameters.Shift, 2, stackalloc double[4]), priors.ShiftPixels), moments[3..]);
        }
        if (priors.DefocusAngstrom > 0)
        {
            WriteDefocus(newton, image, priors, moments);
        }
    }

    private static void WriteDefocus(GaussNewton newton, int image, in OwnPriors priors, Span<double> moments)
    {
        Span<double> offset = stackalloc double[OwnState.OffsetLength];
        newton.Mode(image, offset);
        Write(OffsetMoments.Of(offset[OwnState.Defocus..], newton.Block(image, OwnParameters.Defocus, 1, stackalloc double[1]), priors.DefocusAngstrom), moments[6..]);
    }

    private static void Write(in OffsetMoments from, Span<double> to) => (to[0], to[1], to[2]) = (from.Square, from.Expected, from.Slope);
}
