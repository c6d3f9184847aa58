using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Particles;

/// <summary>The parameters of one particle image, as read from the particle table.</summary>
/// <param name="Stack">Index into <see cref="ParticleTable.Stacks"/>.</param>
/// <param name="Slice">0-based image number in that stack.</param>
/// <param name="Rotation">Map → image rotation, RELION's A.</param>
/// <param name="OriginXAngstrom">A map point r appears at (A r)_x − origin, Å.</param>
/// <param name="OriginYAngstrom">A map point r appears at (A r)_y − origin, Å.</param>
/// <param name="DefocusUAngstrom">Defocus along the major axis, Å, underfocus positive.</param>
/// <param name="DefocusVAngstrom">Defocus along the minor axis, Å.</param>
/// <param name="DefocusAngleDegrees">Angle of the U axis from x, degrees.</param>
/// <param name="PhaseShiftDegrees">Phase shift of a phase plate, degrees.</param>
/// <param name="CtfBFactor">B-factor of the CTF's envelope exp(−B s²/4), Å²; 0 for none.</param>
/// <param name="CtfScale">Overall factor on the CTF; 1 for none.</param>
/// <param name="ContrastSign">Factor on the pixels (cryoSPARC's blob/sign): +1 or −1.</param>
/// <param name="Optics">Index into <see cref="ParticleTable.Optics"/>.</param>
/// <param name="HalfSet">The half-set, 1 or 2; 0 where the table does not say.</param>
/// <param name="SourceRow">Row of the particle in the file it was read from, from 0.</param>
public readonly record struct Particle(
    int Stack,
    int Slice,
    Rotation Rotation,
    double OriginXAngstrom,
    double OriginYAngstrom,
    double DefocusUAngstrom,
    double DefocusVAngstrom,
    double DefocusAngleDegrees,
    double PhaseShiftDegrees,
    double CtfBFactor,
    double CtfScale,
    int ContrastSign,
    int Optics,
    int HalfSet,
    int SourceRow)
{
    /// <summary>Rows of equal numbers, 1 or more, have the same image; 0 in a row of which this is not known, or that no other row shares its image with.</summary>
    public int Image { get; init; }

    /// <summary>Number of the micrograph, 1 to <see cref="MostMicrographs"/>; 0 where the table does not say. Rows of one micrograph have one number; of more micrographs, some share one.</summary>
    public int Micrograph { get; init; }

    /// <summary>The largest number of a micrograph.</summary>
    public const int MostMicrographs = ushort.MaxValue;
}
