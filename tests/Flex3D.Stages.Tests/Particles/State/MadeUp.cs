using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tests.Particles.State;

/// <summary>Columns that the program does not have: what it does with a column must follow from the column alone.</summary>
internal static class MadeUp
{
    /// <summary>Two numbers of a particle, which training finds.</summary>
    public static ParticleColumn Shift { get; } = new()
    {
        Name = "shift",
        Width = 2,
        Unit = "Å",
        Default = -1,
        Writers = ColumnWriters.Training,
        ModelArray = "shift",
        Csv = "shift",
        Star = "flex3dShift",
        CryoSparc = "flex3d/shift",
    };

    /// <summary>One number of a particle, which the user gives.</summary>
    public static ParticleColumn Trust { get; } = new()
    {
        Name = "trust",
        Default = 0.5f,
        Writers = ColumnWriters.Input,
        ModelArray = "trust",
        Csv = "trust",
        Star = "flex3dTrust",
        CryoSparc = "flex3d/trust",
    };

    /// <summary>Latents, contrast and both, two latent coordinates.</summary>
    public static ParticleLayout Layout { get; } = new(2, ParticleColumns.Latents, Shift, ParticleColumns.Contrast, Trust);

    /// <summary>Particles p with latents (p, p + 0.5), shift (2p + 1, 2p + 2), contrast 1 and trust p + 0.25.</summary>
    public static ParticleBlock Particles(int count)
    {
        var particles = new ParticleBlock(Layout, count);
        for (int p = 0; p < count; p++)
        {
            Span<float> latents = particles.Write(ParticleColumns.Latents, ColumnWriters.Training), shift = particles.Write(Shift, ColumnWriters.Training);
            (latents[2 * p], latents[2 * p + 1]) = (p, p + 0.5f);
            (shift[2 * p], shift[2 * p + 1]) = (2 * p + 1, 2 * p + 2);
            particles.Write(Trust, ColumnWriters.Input)[p] = p + 0.25f;
        }
        return particles;
    }
}
