using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Imaging;

/// <summary>The image parameters are what inference takes of an image beside its pixels: pose, CTF and optics group. A refined value replaces the table's here.</summary>
/// <param name="Rotation">Pose: map → image rotation, RELION's A.</param>
/// <param name="OriginXAngstrom">Pose: a map point r appears at (A r)_x − origin, Å.</param>
/// <param name="OriginYAngstrom">As x.</param>
/// <param name="Ctf">CTF parameters of the image, those of its optics group included.</param>
/// <param name="Optics">Index of the optics group, whose aberrations and noise the image has.</param>
/// <remarks>A contrast sign is no parameter: it is in the pixels already, since a sign that were wrong for one image were wrong for its stack.</remarks>
public readonly record struct ImageParameters(Rotation Rotation, double OriginXAngstrom, double OriginYAngstrom, Ctf Ctf, int Optics)
{
    /// <summary>Takes the parameters that the table gives a particle.</summary>
    /// <param name="particle">Its row.</param>
    /// <param name="optics">The optics group that the row names.</param>
    public static ImageParameters Of(in Particle particle, OpticsGroup optics) =>
        new(particle.Rotation, particle.OriginXAngstrom, particle.OriginYAngstrom, Ctf.Of(particle, optics), particle.Optics);
}
