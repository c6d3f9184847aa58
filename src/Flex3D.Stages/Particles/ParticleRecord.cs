using System.Runtime.InteropServices;

namespace Flex3D.Stages.Particles;

/// <summary>A <see cref="Particle"/> in 88 bytes, the form in which a table holds it in memory or in a file (little-endian).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Bytes)]
internal readonly struct ParticleRecord(in Particle p)
{
    public const int Bytes = 88;

    // A unit quaternion represents the pose to 1e-16 in 32 bytes.
    private readonly UnitQuaternion _pose = UnitQuaternion.Of(p.Rotation);
    private readonly float _originX = (float)p.OriginXAngstrom, _originY = (float)p.OriginYAngstrom;
    private readonly float _defocusU = (float)p.DefocusUAngstrom, _defocusV = (float)p.DefocusVAngstrom, _angle = (float)p.DefocusAngleDegrees;
    private readonly float _phase = (float)p.PhaseShiftDegrees, _bFactor = (float)p.CtfBFactor, _scale = (float)p.CtfScale;
    private readonly int _stack = p.Stack, _slice = p.Slice;
    private readonly int _optics = p.Optics, _sourceRow = p.SourceRow;
    private readonly sbyte _sign = (sbyte)p.ContrastSign;
    private readonly byte _halfSet = (byte)p.HalfSet;
    private readonly ushort _micrograph = (ushort)p.Micrograph; // 0 in files of versions that did not read it
    private readonly int _image = p.Image;

    public Particle ToParticle() => new(
        _stack, _slice, _pose.ToRotation(), _originX, _originY, _defocusU, _defocusV, _angle, _phase, _bFactor, _scale, _sign, _optics, _halfSet, _sourceRow)
    {
        Image = _image,
        Micrograph = _micrograph,
    };
}
