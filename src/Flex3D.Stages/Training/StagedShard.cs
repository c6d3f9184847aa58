using Flex3D.Stages.Engine;

namespace Flex3D.Stages.Training;

/// <summary>What a shard found out about its particles, kept until its step is committed.</summary>
internal sealed class StagedShard
{
    private readonly int[] _particles;
    private readonly float[] _latents;
    private readonly float[] _scales;
    private readonly CandidateEnergy[] _energies;
    private readonly double[] _constants;
    private readonly double[] _rigidity;
    private readonly double[] _rigidLoss;
    private readonly double[] _gain;

    private StagedShard(int number, TrainingBuffer buffer, int dimension)
    {
        int count = buffer.Shard.Count;
        Number = number;
        _particles = buffer.Shard.Particles[..count];
        _latents = buffer.Latents[..(count * dimension)];
        _scales = buffer.Shard.Scale[..count];
        _energies = buffer.Energies[..count];
        _constants = buffer.Shard.Constant[..count];
        _rigidity = buffer.Rigidity[..count];
        _rigidLoss = buffer.RigidLoss[..count];
        _gain = buffer.PredictiveGain[..count];
    }

    /// <summary>The shard's number in its step.</summary>
    public int Number { get; }

    public static StagedShard Of(int number, TrainingBuffer buffer, int dimension) => new(number, buffer, dimension);

    /// <summary>Gives each particle its latents and, where they were searched, its contrast; and adds what the shard found to the epoch's sums.</summary>
    public void Publish(TrainingState state, TrainingStep step)
    {
        int k = _latents.Length / Math.Max(1, _particles.Length);
        for (int i = 0; i < _particles.Length; i++)
        {
            float scale = step.Search && state.ScaleSpread > 0 ? Contrast(_energies[i], state.ScaleSpread) : _scales[i];
            state.Particles.Stage(_particles[i], _latents.AsSpan(i * k, k), scale);
            if (step.Kind == StepKind.Validate)
            {
                state.Sums = state.Sums.WithHeldOut(_energies[i].Data(_constants[i], scale), _rigidLoss[i], _gain[i]);
            }
            else if (step.Last)
            {
                state.Sums = state.Sums.WithTrained(_energies[i], _constants[i], scale, _rigidity[i]);
            }
        }
    }

    // The posterior mean of the contrast: least squares against a Gaussian prior around 1.
    private static float Contrast(in CandidateEnergy energy, double spread)
    {
        double precision = 1 / (spread * spread);
        return (float)Math.Clamp((energy.Cross + precision) / (energy.Power + precision), 0.2, 5);
    }
}
