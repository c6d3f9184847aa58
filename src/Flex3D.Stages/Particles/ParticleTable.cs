using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Stages.Particles;

/// <summary>The particles of a run as compact columns (under 120 bytes a particle); row i is the i-th particle row of the input file, or of those selected.</summary>
public sealed class ParticleTable
{
    private const int ChunkBits = 14;
    private readonly List<Row[]> _chunks = [];
    private int _count;

    /// <param name="stacks">Absolute paths; a reader may add to it while <paramref name="particles"/> is enumerated.</param>
    /// <param name="optics">As <paramref name="stacks"/>.</param>
    /// <param name="particles">Enumerated once.</param>
    public ParticleTable(string sourcePath, IReadOnlyList<string> stacks, IReadOnlyList<OpticsGroup> optics, IEnumerable<Particle> particles)
    {
        SourcePath = sourcePath;
        Stacks = stacks;
        Optics = optics;
        foreach (Particle particle in particles)
        {
            Add(particle);
        }
    }

    /// <summary>The STAR or .cs file the rows came from.</summary>
    public string SourcePath { get; }

    /// <summary>Absolute paths of the image stacks.</summary>
    public IReadOnlyList<string> Stacks { get; }

    public IReadOnlyList<OpticsGroup> Optics { get; }

    public int Count => _count;

    public Particle this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count);
            return _chunks[index >> ChunkBits][index & ((1 << ChunkBits) - 1)].ToParticle();
        }
    }

    /// <summary>What was selected of the file; null where every row was read.</summary>
    public SelectionOutcome? Selection { get; init; }

    /// <summary>True when every particle names its half-set.</summary>
    public bool HasHalfSets { get; private set; } = true;

    /// <summary>Rows live in chunks, so that a table of any length is built without copying or a second list.</summary>
    private void Add(in Particle particle)
    {
        int at = _count & ((1 << ChunkBits) - 1);
        if (at == 0)
        {
            _chunks.Add(new Row[1 << ChunkBits]);
        }
        _chunks[^1][at] = new Row(particle);
        _count++;
        HasHalfSets &= particle.HalfSet is 1 or 2;
    }

    private readonly struct Row(in Particle p)
    {
        // A unit quaternion keeps the pose to 1e-16 in 32 bytes.
        private readonly (double W, double X, double Y, double Z) _q = Quaternion(p.Rotation);
        private readonly float _originX = (float)p.OriginXAngstrom, _originY = (float)p.OriginYAngstrom;
        private readonly float _defocusU = (float)p.DefocusUAngstrom, _defocusV = (float)p.DefocusVAngstrom, _angle = (float)p.DefocusAngleDegrees;
        private readonly float _phase = (float)p.PhaseShiftDegrees, _bFactor = (float)p.CtfBFactor, _scale = (float)p.CtfScale;
        private readonly int _stack = p.Stack, _slice = p.Slice;
        private readonly int _optics = p.Optics, _sourceRow = p.SourceRow;
        private readonly sbyte _sign = (sbyte)p.ContrastSign;
        private readonly byte _halfSet = (byte)p.HalfSet;

        public Particle ToParticle() => new(
            _stack, _slice, Matrix(_q), _originX, _originY, _defocusU, _defocusV, _angle, _phase, _bFactor, _scale, _sign, _optics, _halfSet, _sourceRow);

        private static (double, double, double, double) Quaternion(in Rotation m)
        {
            double trace = m.M00 + m.M11 + m.M22;
            if (trace > 0)
            {
                double s = 2 * Math.Sqrt(1 + trace);
                return (s / 4, (m.M21 - m.M12) / s, (m.M02 - m.M20) / s, (m.M10 - m.M01) / s);
            }
            if (m.M00 > m.M11 && m.M00 > m.M22)
            {
                double s = 2 * Math.Sqrt(1 + m.M00 - m.M11 - m.M22);
                return ((m.M21 - m.M12) / s, s / 4, (m.M01 + m.M10) / s, (m.M02 + m.M20) / s);
            }
            if (m.M11 > m.M22)
            {
                double s = 2 * Math.Sqrt(1 + m.M11 - m.M00 - m.M22);
                return ((m.M02 - m.M20) / s, (m.M01 + m.M10) / s, s / 4, (m.M12 + m.M21) / s);
            }
            double t = 2 * Math.Sqrt(1 + m.M22 - m.M00 - m.M11);
            return ((m.M10 - m.M01) / t, (m.M02 + m.M20) / t, (m.M12 + m.M21) / t, t / 4);
        }

        private static Rotation Matrix((double W, double X, double Y, double Z) q)
        {
            (double w, double x, double y, double z) = q;
            return new(
                1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
                2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
                2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y));
        }
    }
}
