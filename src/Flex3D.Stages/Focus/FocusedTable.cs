using System.Globalization;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Tables.Conversion;

namespace Flex3D.Stages.Focus;

/// <summary>Writes the table of particles that show a region alone: a STAR file of RELION 3.1 and later, row by row as they are made.</summary>
/// <remarks>
/// <c>rlnImageOriginalName</c> names the image that the rest was taken out of, as RELION's particle subtraction does. Columns of this program: <see cref="RowLabel"/>, the row of the first run's particle file;
/// <see cref="TurnLabel"/>0 to 2, radians, and <see cref="ShiftLabel"/>0 to 2, Å, how the first run's flow carries the region: x → exp([ω]×) x + t; and where rows share images, <see cref="RelionParticles.ImageLabel"/>, the number of a row's image.
/// </remarks>
public sealed class FocusedTable
{
    /// <summary>Labels of this program's columns.</summary>
    public const string RowLabel = "flex3dRow", TurnLabel = "flex3dCarriedTurn", ShiftLabel = "flex3dCarriedShift";

    private const int Axes = 3;

    private readonly TextWriter _writer;
    private readonly ParticleTable _given;
    private readonly string _stack;
    private readonly List<(string Label, Func<FocusedParticle, string> Text)> _columns = [];
    private (double Rot, double Tilt, double Psi) _angles;
    private int _rows;

    /// <summary>Writes the optics groups and the beginning of the particles.</summary>
    /// <param name="writer">Receives the text.</param>
    /// <param name="given">The table of the first run.</param>
    /// <param name="box">Box of the images that are written.</param>
    /// <param name="stack">Name of their stack, relative to the table.</param>
    /// <param name="copied">Labels of columns whose values are copied from the first run's table.</param>
    public FocusedTable(TextWriter writer, ParticleTable given, int box, string stack, IReadOnlyList<string> copied)
    {
        (_writer, _given, _stack) = (writer, given, stack);
        writer.Write('\n');
        RelionText.WriteOptics(writer, [.. given.Optics.Select((group, i) => group with { Number = i + 1, Box = box, Window = null })], hasCtf: true);
        AddColumns();
        RelionText.BeginLoop(writer, "particles", [.. _columns.Select(column => column.Label), .. copied]);
    }

    /// <summary>Writes the next row.</summary>
    /// <param name="copied">Values of the columns that are copied.</param>
    public void Add(in FocusedParticle particle, IReadOnlyList<string> copied)
    {
        foreach ((int i, (_, Func<FocusedParticle, string> text)) in _columns.Index())
        {
            _writer.Write(i == 0 ? "" : " ");
            _writer.Write(text(particle));
        }
        foreach (string value in copied)
        {
            _writer.Write($" {StarValue.Quote(value)}");
        }
        _writer.Write('\n');
        _rows++;
    }

    private void AddColumns()
    {
        _columns.Add(("rlnImageName", _ => string.Create(CultureInfo.InvariantCulture, $"{_rows + 1:000000}@{_stack}")));
        _columns.Add(("rlnImageOriginalName", p => StarValue.Quote(string.Create(CultureInfo.InvariantCulture, $"{p.Given.Slice + 1:000000}@{_given.Stacks[p.Given.Stack]}"))));
        Number("rlnAngleRot", p => (_angles = p.Pose.ToEulerDegrees()).Rot);
        Number("rlnAngleTilt", _ => _angles.Tilt);
        Number("rlnAnglePsi", _ => _angles.Psi);
        Number("rlnOriginXAngst", p => p.OriginXAngstrom);
        Number("rlnOriginYAngst", p => p.OriginYAngstrom);
        Number("rlnDefocusU", p => p.Given.DefocusUAngstrom + Change(p));
        Number("rlnDefocusV", p => p.Given.DefocusVAngstrom + Change(p));
        Number("rlnDefocusAngle", p => p.Given.DefocusAngleDegrees);
        Number("rlnPhaseShift", p => p.Given.PhaseShiftDegrees);
        Number("rlnCtfBfactor", p => p.Given.CtfBFactor);
        Number("rlnCtfScalefactor", p => p.Given.CtfScale);
        Number("rlnOpticsGroup", p => p.Given.Optics + 1);
        Number("rlnRandomSubset", p => p.HalfSet);
        Number(RowLabel, p => p.Given.SourceRow);
        if (_given.HasSharedImages)
        {
            Number(RelionParticles.ImageLabel, p => p.Given.Image);
        }
        (double X, double Y, double Z) turn = default;
        for (int axis = 0; axis < Axes; axis++)
        {
            int at = axis;
            Number(TurnLabel + axis, p => Of(at == 0 ? turn = p.Carried.Rotation.ToVector() : turn, at));
        }
        for (int axis = 0; axis < Axes; axis++)
        {
            int at = axis;
            Number(ShiftLabel + axis, p => Of((p.Carried.X, p.Carried.Y, p.Carried.Z), at));
        }

        void Number(string label, Func<FocusedParticle, double> value) => _columns.Add((label, particle => ExportText.Of(value(particle))));

        static double Of((double X, double Y, double Z) vector, int axis) => axis == 0 ? vector.X : axis == 1 ? vector.Y : vector.Z;
    }

    // The change counts where the first run could use it.
    private double Change(in FocusedParticle particle) => Imaging.ImageSource.CanDefocus(_given.Optics[particle.Given.Optics]) ? particle.DefocusChangeAngstrom : 0;
}
