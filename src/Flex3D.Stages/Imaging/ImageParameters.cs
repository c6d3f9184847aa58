using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Imaging;

/// <summary>The parameters of one image that inference uses beside its pixels: pose, CTF and optics group. A refined value replaces the table's here.</summary>
/// <param name="Rotation">Pose: map → image rotation, RELION's A.</param>
/// <param name="OriginXAngstrom">Pose: a map point r appears at (A r)_x − origin, Å.</param>
/// <param name="OriginYAngstrom">Pose: a map point r appears at (A r)_y − origin, Å.</param>
/// <param name="Ctf">CTF parameters of the image, those of its optics group included.</param>
/// <param name="Optics">Index of the optics group, whose aberrations and noise the image has.</param>
/// <remarks>The contrast sign is not a parameter: the pixels are multiplied by it already, since a sign that is wrong is wrong for a whole stack.</remarks>
public readonly record struct ImageParameters(Rotation Rotation, double OriginXAngstrom, double OriginYAngstrom, Ctf Ctf, int Optics)
{
    /// <summary>A change of both defocus values of <see cref="Ctf"/>, Å; without effect on images whose defocus cannot be changed (<see cref="ImageSource.CanDefocus"/>).</summary>
    public double DefocusChangeAngstrom { get; init; }

    /// <summary>Creates the parameters that the table gives for a particle.</summary>
    /// <param name="particle">The row of the particle.</param>
    /// <param name="optics">The optics group that the row names.</param>
    public static ImageParameters Of(in Particle particle, OpticsGroup optics) =>
        new(particle.Rotation, particle.OriginXAngstrom, particle.OriginYAngstrom, Ctf.Of(particle, optics), particle.Optics);
}
