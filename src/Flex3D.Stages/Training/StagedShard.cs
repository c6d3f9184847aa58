using Flex3D.Stages.Engine;

namespace Flex3D.Stages.Training;

/// <summary>What a shard found out about its particles, kept until its step is committed.</summary>
internal sealed class StagedShard
{
    private readonly int[] _particles;
    private readonly float[] _latents;
    private readonly CandidateEnergy[] _energies;
    private readonly double[] _constants;
    private readonly double[] _rigidity;
    private readonly double[] _rigidLoss;
    private readonly double[] _gain;

    private StagedShard(TrainingBuffer buffer, int dimension, bool flow)
    {
        int count = buffer.Shard.Count;
        _particles = buffer.Shard.Particles[..count];
        _latents = buffer.Latents[..(count * dimension)];
        _energies = buffer.Energies[..count];
        _constants = buffer.Shard.Constant[..count];
        _rigidity = flow ? buffer.Rigidity[..count] : Array.ConvertAll(_energies, energy => energy.Rigidity);
        _rigidLoss = buffer.RigidLoss[..count];
        _gain = buffer.PredictiveGain[..count];
    }

    public static StagedShard Of(TrainingBuffer buffer, int dimension, bool flow) => new(buffer, dimension, flow);

    /// <summary>Writes latents, energies and, where the latents were searched, contrasts.</summary>
    public void Publish(TrainingState state, bool searched)
    {
        int k = _latents.Length / Math.Max(1, _particles.Length);
        for (int i = 0; i < _particles.Length; i++)
        {
            int particle = _particles[i];
            _latents.AsSpan(i * k, k).CopyTo(state.Latents.AsSpan(particle * k, k));
            state.Cross[particle] = (float)_energies[i].Cross;
            state.Power[particle] = (float)_energies[i].Power;
            state.Constant[particle] = (float)_constants[i];
            state.Rigidity[particle] = (float)_rigidity[i];
            if (searched && state.ScaleSpread > 0)
            {
                // The posterior mean of the contrast: least squares against a Gaussian prior around 1.
                double precision = 1 / (state.ScaleSpread * state.ScaleSpread);
                state.Scale[particle] = (float)Math.Clamp((_energies[i].Cross + precision) / (_energies[i].Power + precision), 0.2, 5);
            }
        }
    }

    public void PublishHeldOut(TrainingState state)
    {
        for (int i = 0; i < _particles.Length; i++)
        {
            (state.HeldOutRigid[_particles[i]], state.HeldOutGain[_particles[i]]) = ((float)_rigidLoss[i], (float)_gain[i]);
        }
    }
}
