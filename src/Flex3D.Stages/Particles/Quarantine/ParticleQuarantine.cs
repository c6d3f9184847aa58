using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Quarantine;

/// <summary>Collects the particles whose data are bad. Stops the run at the first one if asked to, or where there are too many for the others to be trusted.</summary>
/// <param name="source">The particle file, for messages.</param>
/// <param name="stops">Whether the first bad particle ends the run.</param>
/// <param name="limitPercent">The largest share of the particles that may be bad, percent, 0 to 100.</param>
public sealed class ParticleQuarantine(string source, bool stops, double limitPercent)
{
    private readonly List<BadParticle> _particles = [];

    /// <summary>The particles set aside, in the order they were found.</summary>
    public IReadOnlyList<BadParticle> Particles => _particles;

    /// <summary>Sets a particle aside.</summary>
    /// <exception cref="BadParticleException">The run is to stop at the first bad particle; rethrows <paramref name="bad"/>.</exception>
    public void Add(BadParticleException bad)
    {
        if (stops)
        {
            throw bad;
        }
        _particles.Add(bad.Particle);
    }

    /// <summary>Compares the number of particles set aside with the limit.</summary>
    /// <param name="total">Particles of the table or the selection, bad ones included.</param>
    /// <exception cref="InputException">There are more than the limit, or all particles are bad.</exception>
    public void RequireFew(long total)
    {
        int bad = _particles.Count;
        if (bad > 0 && (bad > limitPercent / 100 * total || bad >= total))
        {
            throw new InputException(
                source, null, $"{bad} bad particles of {total}, the first: {_particles[0].Reason}", $"at most {limitPercent:0.###} % of them, and not all",
                "check the input, or raise safety.quarantineLimit");
        }
    }

    /// <summary>Counts the particles by fault, in words: <c>3 unreadable, 1 flat</c>.</summary>
    public static string Summary(IEnumerable<BadParticle> particles) =>
        string.Join(", ", particles.CountBy(particle => particle.Fault).OrderBy(fault => fault.Key).Select(fault => $"{fault.Value} {Words(fault.Key)}"));

    private static string Words(ParticleFault fault) => fault switch
    {
        ParticleFault.Row => "with an impossible row",
        ParticleFault.NoStack => "without a stack",
        ParticleFault.Unreadable => "unreadable",
        ParticleFault.NotFinite => "with pixels that are not finite",
        _ => "with a flat background",
    };
}
