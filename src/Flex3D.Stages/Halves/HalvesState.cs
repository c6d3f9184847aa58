using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Halves;

/// <summary>The state of every particle in the model of its own half-set.</summary>
/// <param name="first">The state of all particles in the model of half-set 1.</param>
/// <param name="second">The same of half-set 2.</param>
/// <param name="halves">Half-set of each particle, 1 or 2.</param>
public sealed class HalvesState(IParticleState first, IParticleState second, byte[] halves) : IParticleState
{
    public int Count => first.Count;

    public ParticleLayout Layout => first.Layout;

    public void Read(int from, int count, ParticleBlock into, int at = 0)
    {
        for (int i = 0, run; i < count; i += run)
        {
            byte half = halves[from + i];
            for (run = 1; i + run < count && halves[from + i + run] == half; run++)
            {
            }
            (half == 1 ? first : second).Read(from + i, run, into, at + i);
        }
    }
}
