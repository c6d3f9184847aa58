using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Training;

/// <summary>Improves the own parameters of a shard's images by Gauss-Newton steps, and writes them with their uncertainty to the buffer. Not thread-safe.</summary>
internal sealed class OwnInference(int dimension, int capacity)
{
    private const int RigidSteps = 3;

    private GaussNewton? _newton, _rigid;
    private readonly float[] _zero = new float[capacity * dimension];
    private readonly CandidateEnergy[] _still = new CandidateEnergy[capacity];

    /// <summary>Takes the steps that the settings ask for, from where the search has left the latents in the buffer.</summary>
    public void Improve(IShardEvaluator evaluator, TrainingBuffer buffer, LatentSearchSettings settings, in OwnPriors priors)
    {
        if (settings.NewtonSteps == 0)
        {
            return;
        }
        OwnPriors used = settings.Poses ? priors : priors with { RotationRadians = 0, ShiftPixels = 0 };
        OwnParameters parameters = used.Parameters(flexed: true);
        if (_newton?.Columns.Included != parameters)
        {
            _newton = new GaussNewton(dimension, capacity, parameters);
        }
        GaussNewton newton = _newton;
        ImageShard shard = buffer.Shard;
        Span<float> latents = buffer.Particles.Write(ParticleColumns.Latents, ColumnWriters.Training);
        for (int i = 0; i < shard.Count; i++)
        {
            latents.Slice(i * dimension, dimension).CopyTo(newton.State.Latent(i));
            buffer.ReadOffset(i, newton.State.Offset(i));
        }
        newton.Run(evaluator, shard, used, settings.NewtonSteps);
        Span<float> deviations = buffer.Particles.Write(ParticleColumns.Uncertainty, ColumnWriters.Training);
        for (int i = 0; i < shard.Count; i++)
        {
            newton.State.Latent(i).CopyTo(latents.Slice(i * dimension, dimension));
            buffer.Energies[i] = newton.Posterior.Energies[i];
            for (int k = 0; k < dimension; k++)
            {
                deviations[i * dimension + k] = (float)newton.Deviation(i, k);
            }
            if (used.Poses)
            {
                buffer.WriteOffset(i, newton.State.Offset(i));
                WriteMoments(newton, i, used, buffer.Offsets.AsSpan(6 * i, 6));
            }
        }
        buffer.HasOffsets = used.Poses;
    }

    /// <summary>Estimates each image's pose under the rigid control from the given one, and writes the moments of its offsets to the buffer, for the spread of poses in the test of the motion.</summary>
    public void MeasureRigidOffsets(IShardEvaluator evaluator, TrainingBuffer buffer, in OwnPriors priors)
    {
        buffer.HasOffsets = priors.Poses;
        if (!priors.Poses)
        {
            return;
        }
        OwnParameters parameters = priors.Parameters(flexed: false);
        if (_rigid?.Columns.Included != parameters)
        {
            _rigid = new GaussNewton(dimension, capacity, parameters);
        }
        _rigid.State.Offsets.AsSpan().Clear();
        _rigid.Run(evaluator, buffer.Shard, priors, RigidSteps);
        for (int i = 0; i < buffer.Shard.Count; i++)
        {
            WriteMoments(_rigid, i, priors, buffer.Offsets.AsSpan(6 * i, 6));
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

    private static void WriteMoments(GaussNewton newton, int image, in OwnPriors priors, Span<double> moments)
    {
        Span<double> offset = newton.State.Offset(image);
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
