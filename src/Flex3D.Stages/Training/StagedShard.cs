using Flex3D.Stages.Engine;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Training;

/// <summary>What a shard found out about its particles, kept until its step is committed.</summary>
internal sealed class StagedShard
{
    private readonly int[] _particles;
    private readonly ParticleBlock _state;
    private readonly CandidateEnergy[] _energies;
    private readonly double[] _constants;
    private readonly double[] _rigidity;
    private readonly double[] _rigidLoss;
    private readonly double[] _gain;

    private StagedShard(int number, TrainingBuffer buffer)
    {
        int count = buffer.Shard.Count;
        Number = number;
        _particles = buffer.Shard.Particles[..count];
        _state = buffer.Particles.First(count);
        _energies = buffer.Energies[..count];
        _constants = buffer.Shard.Constant[..count];
        _rigidity = buffer.Rigidity[..count];
        _rigidLoss = buffer.RigidLoss[..count];
        _gain = buffer.PredictiveGain[..count];
    }

    /// <summary>The shard's number in its step.</summary>
    public int Number { get; }

    public static StagedShard Of(int number, TrainingBuffer buffer) => new(number, buffer);

    /// <summary>Stages each particle's state, where latents were searched with a new contrast, and adds what the shard found to the epoch's sums.</summary>
    public void Publish(TrainingState state, TrainingStep step)
    {
        Span<float> contrasts = _state.Write(ParticleColumns.Contrast, ColumnWriters.Training);
        for (int i = 0; i < _particles.Length; i++)
        {
            if (step.Search && state.ContrastSpread > 0)
            {
                contrasts[i] = Contrast(_energies[i], state.ContrastSpread);
            }
            state.Particles.Stage(_particles[i], _state, i);
            if (step.Kind == StepKind.Validate)
            {
                state.Sums = state.Sums.WithHeldOut(_energies[i].Data(_constants[i], contrasts[i]), _rigidLoss[i], _gain[i]);
            }
            else if (step.Last)
            {
                state.Sums = state.Sums.WithTrained(_energies[i], _constants[i], contrasts[i], _rigidity[i]);
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
