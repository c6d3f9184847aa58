using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Focus;

/// <summary>A particle whose image shows a region alone.</summary>
/// <param name="Given">Its row in the table of the first run.</param>
/// <param name="HalfSet">Its half-set, 1 or 2.</param>
/// <param name="Pose">The region's orientation, map → image.</param>
/// <param name="OriginXAngstrom">The region's origin: a point r of the map appears at (A r)_x − origin.</param>
/// <param name="OriginYAngstrom">The same along y.</param>
/// <param name="DefocusChangeAngstrom">What the first run added to both given defocus values.</param>
/// <param name="Carried">How the first run's flow carries the region: x → R x + t, before the molecule is posed.</param>
public readonly record struct FocusedParticle(Particle Given, int HalfSet, Rotation Pose, double OriginXAngstrom, double OriginYAngstrom, double DefocusChangeAngstrom, RigidMotion Carried);
