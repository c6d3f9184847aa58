using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Quarantine;

/// <summary>Reads the rows of a table, each as a particle or as one that is set aside.</summary>
/// <param name="quarantine">Takes bad rows; null lets their exceptions through.</param>
/// <param name="read">Reads the row at which the table stands.</param>
/// <param name="image">Names the row's image, as <c>number@stack</c>.</param>
internal sealed class RowGuard(ParticleQuarantine? quarantine, RowGuard.Reader read, Func<int, string> image)
{
    /// <summary>Reads row number <paramref name="row"/>; <paramref name="fault"/> is what it means when this fails now.</summary>
    internal delegate Particle Reader(int row, ref ParticleFault fault);

    /// <summary>The particle; null where it is set aside.</summary>
    public Particle? Read(int row)
    {
        var fault = ParticleFault.Row;
        try
        {
            return read(row, ref fault);
        }
        catch (InputException bad) when (quarantine is not null)
        {
            SetAside(row, fault, bad);
            return null;
        }
    }

    // Apart from Read, which would otherwise make the lambda's closure for every row.
    private void SetAside(int row, ParticleFault fault, InputException bad)
    {
        string name = image(row);
        quarantine!.Add(new BadParticleException(
            reason => new BadParticle(row, name, name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..], null, fault, reason),
            bad.InputSource, bad.Place, bad.Found, bad.Expected, bad.Advice, bad));
    }
}
