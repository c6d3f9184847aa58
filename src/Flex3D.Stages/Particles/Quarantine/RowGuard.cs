using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Quarantine;

/// <summary>Reads the rows of a particle table and sets aside those that are bad.</summary>
/// <param name="quarantine">Collects bad rows; null passes their exceptions on.</param>
/// <param name="read">Reads the row at which the table's reader stands.</param>
/// <param name="image">Returns the name of the row's image, as <c>number@stack</c>.</param>
internal sealed class RowGuard(ParticleQuarantine? quarantine, RowGuard.Reader read, Func<int, string> image)
{
    /// <summary>Reads row number <paramref name="row"/> and keeps <paramref name="fault"/> set to the fault that an exception at this point means.</summary>
    internal delegate Particle Reader(int row, ref ParticleFault fault);

    /// <summary>Reads a row; returns null where the particle is set aside.</summary>
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

    // Separate from Read, which would otherwise create the lambda's closure for every row.
    private void SetAside(int row, ParticleFault fault, InputException bad)
    {
        string name = image(row);
        quarantine!.Add(new BadParticleException(
            reason => new BadParticle(row, name, name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..], null, fault, reason),
            bad.InputSource, bad.Place, bad.Found, bad.Expected, bad.Advice, bad));
    }
}
