using System.Globalization;
using System.Text.RegularExpressions;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Writes rows with cryoSPARC's names as a STAR file of RELION 3.1 and later.</summary>
/// <remarks>
/// The sign of the pixels (blob/sign) and the contrast of each particle (alignments3D/alpha) become factors of rlnCtfScalefactor, and
/// ctf/shift_A is taken off the origins; the uid is kept as _flex3dUid, from which a conversion back takes it.
/// </remarks>
internal sealed partial class CryoSparcToRelion
{
    /// <summary>Label of cryoSPARC's uid in STAR files.</summary>
    public const string UidLabel = "flex3dUid";

    private const double Degree = 180 / Math.PI;
    private readonly TableRows _rows;
    private readonly ConvertedOptics _optics;
    private readonly ConversionNotes _notes;
    private readonly HashSet<string> _used = ["particle"];
    private readonly List<(string Label, Action<TextWriter> Write)> _columns = [];
    private OpticsAberrations _aberrations = null!;
    private (double Rot, double Tilt, double Psi) _angles;
    private int _group;

    private CryoSparcToRelion(TableRows rows, ConvertedOptics optics, ConversionNotes notes)
    {
        (_rows, _optics, _notes) = (rows, optics, notes);
        _used.UnionWith(optics.Names);
    }

    /// <summary>Converts a table.</summary>
    /// <param name="selected">Positions of the rows to write, ascending; null for all.</param>
    /// <exception cref="InputException">The table does not name images, or a value cannot be read.</exception>
    public static void Write(TableRows rows, IReadOnlyList<int>? selected, string output, ConversionOptions options, ConversionNotes notes)
    {
        string[] missing = [.. new[] { "blob/path", "blob/idx", "blob/psize_A" }.Where(name => rows.IndexOf(name) < 0)];
        if (missing.Length > 0)
        {
            throw new InputException(rows.Path, null, $"no column {string.Join(", ", missing)}", "the images of the particles", "give the job's passthrough particles file as well (--passthrough)");
        }
        ConvertedOptics optics = new(rows, options.IgnoreAberrations);
        int sign = rows.IndexOf("blob/sign"), alpha = rows.IndexOf("alignments3D/alpha"), flipped = 0, rejected = 0;
        bool plainStacks = true;
        foreach (int row in rows.Over(selected))
        {
            _ = optics.Find();
            plainStacks &= rows.Image(out int _).EndsWith(".mrcs", StringComparison.OrdinalIgnoreCase);
            rejected += alpha >= 0 && rows.Number(alpha, 0) <= 0 ? 1 : 0;
            flipped += sign >= 0 && rows.Number(sign, 0) < 0 ? 1 : 0;
        }
        optics.Number();
        rows.Restart();
        var conversion = new CryoSparcToRelion(rows, optics, notes);
        conversion.AddColumns();
        DurableFile.Write(output, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            RelionText.WriteOptics(writer, [.. optics.Groups], optics.HasCtf);
            conversion.WriteParticles(writer, selected);
        });
        conversion.Note(plainStacks, flipped, rejected);
    }

    private void WriteParticles(TextWriter writer, IReadOnlyList<int>? selected)
    {
        RelionText.BeginLoop(writer, "particles", _columns.Select(column => column.Label));
        foreach (int _ in _rows.Over(selected))
        {
            _group = _optics.Find();
            _aberrations = _optics[_group].Aberrations;
            for (int i = 0; i < _columns.Count; i++)
            {
                writer.Write(i == 0 ? "" : " ");
                _columns[i].Write(writer);
            }
            writer.Write('\n');
        }
    }

    private void AddColumns()
    {
        _used.UnionWith(["blob/path", "blob/idx", "ctf/type"]);
        Add("rlnImageName", writer =>
        {
            string stack = _rows.Image(out int slice).ToString();
            writer.Write(StarValue.Quote(string.Create(CultureInfo.InvariantCulture, $"{slice + 1:000000}@{stack}")));
        });
        if (Use("location/micrograph_path") is >= 0 and var micrograph)
        {
            Add("rlnMicrographName", writer => writer.Write(StarValue.Quote(_rows.Text(micrograph).TrimStart('>').ToString())));
        }
        if (Use("location/center_x_frac") is >= 0 and var x && Use("location/center_y_frac") is >= 0 and var y && Use("location/micrograph_shape") is >= 0 and var shape && _rows.Elements(shape) == 2)
        {
            Add("rlnCoordinateX", () => _rows.Number(x, 0) * _rows.Number(shape, 1));
            Add("rlnCoordinateY", () => _rows.Number(y, 0) * _rows.Number(shape, 0));
        }
        AddAlignments();
        AddCtf();
        Add("rlnOpticsGroup", writer => writer.Write(_optics[_group].Optics.Number));
        if (Use("uid") is >= 0 and var uid)
        {
            Add(UidLabel, writer => _rows.Write(writer, uid, 0));
        }
        AddState();
    }

    private void AddAlignments()
    {
        int pose = Use("alignments3D/pose"), shift = Use("alignments3D/shift"), pixel = Use("alignments3D/psize_A"), split = Use("alignments3D/split"), number = Use("alignments3D/class");
        if (pose >= 0)
        {
            Require(pose, 3);
            Add("rlnAngleRot", () => (_angles = Rotation.FromCryoSparcPose(_rows.Number(pose, 0), _rows.Number(pose, 1), _rows.Number(pose, 2)).ToEulerDegrees()).Rot);
            Add("rlnAngleTilt", () => _angles.Tilt);
            Add("rlnAnglePsi", () => _angles.Psi);
        }
        if (shift >= 0)
        {
            Require(shift, 2);
            double Pixel() => pixel >= 0 && _rows.Number(pixel, 0) > 0 ? _rows.Number(pixel, 0) : _optics[_group].Optics.PixelSizeAngstrom;
            Add("rlnOriginXAngst", () => _rows.Number(shift, 0) * Pixel() - _aberrations.Shift.X);
            Add("rlnOriginYAngst", () => _rows.Number(shift, 1) * Pixel() - _aberrations.Shift.Y);
        }
        if (split >= 0)
        {
            Add("rlnRandomSubset", writer => writer.Write((long)_rows.Number(split, 0) + 1));
        }
        if (number >= 0)
        {
            Add("rlnClassNumber", writer => writer.Write((long)_rows.Number(number, 0) + 1));
        }
    }

    private void AddCtf()
    {
        Copy("ctf/df1_A", "rlnDefocusU", 1);
        Copy("ctf/df2_A", "rlnDefocusV", 1);
        Copy("ctf/df_angle_rad", "rlnDefocusAngle", Degree);
        Copy("ctf/phase_shift_rad", "rlnPhaseShift", Degree);
        Copy("ctf/bfactor", "rlnCtfBfactor", 1);
        if (_rows.IndexOf("ctf/df1_A") >= 0)
        {
            int[] factors = [.. new[] { "ctf/scale", "alignments3D/alpha", "blob/sign" }.Select(Use).Where(column => column >= 0)];
            Add("rlnCtfScalefactor", () => factors.Aggregate(1.0, (product, column) => product * _rows.Number(column, 0)));
        }
    }

    private void AddState()
    {
        foreach (ParticleColumn column in ParticleColumns.InFiles)
        {
            string start = column.CryoSparcSeries ?? "?";
            string[] series = [.. _rows.Names.Where(name => ModeValue().Match(name) is { Success: true } match && match.Groups[1].Value == start).OrderBy(name => int.Parse(ModeValue().Match(name).Groups[2].ValueSpan, CultureInfo.InvariantCulture))];
            if (Use(column.CryoSparc) is >= 0 and var own)
            {
                for (int k = 0; k < _rows.Elements(own); k++)
                {
                    int element = k;
                    Add(column.StarLabel(k), () => _rows.Number(own, element));
                }
            }
            else
            {
                foreach ((int k, string name) in series.Index())
                {
                    int value = _rows.IndexOf(name);
                    Add(column.StarLabel(k), () => _rows.Number(value, 0));
                }
            }
            _used.UnionWith(series.SelectMany(name => new[] { name, name.Replace("/value", "/component", StringComparison.Ordinal) }));
        }
    }

    private void Note(bool plainStacks, int flipped, int rejected)
    {
        _notes.LeftOut("columns", "STAR", _rows.Names.Where(name => !_used.Contains(name)));
        if (flipped > 0)
        {
            _notes.Add($"the pixels of {flipped} particles are dark on light (blob/sign −1): their rlnCtfScalefactor is negative, which says the same");
        }
        if (rejected > 0)
        {
            _notes.Add($"cryoSPARC rejected {rejected} particles (alignments3D/alpha not above 0), whose rlnCtfScalefactor says so: leave them out with flex3d select --where 'alignments3D/alpha > 0'");
        }
        if (_rows.IndexOf("alignments3D/pose") < 0)
        {
            _notes.Add("the table has no poses (alignments3D/pose): give the particles of a 3D refinement, or its passthrough file as well (--passthrough)");
        }
        if (!plainStacks)
        {
            _notes.Add("RELION opens stacks only by names that end in .mrcs: link the .mrc stacks under such names, and change the names in the table");
        }
        if (_optics.Groups.Any(group => group.Box == 0))
        {
            _notes.Add("the table does not say the box of the images (blob/shape): add _rlnImageSize to data_optics for RELION");
        }
        if (!_optics.HasCtf)
        {
            _notes.Add("the table has no CTF: give the job's passthrough particles file as well (--passthrough) for it");
        }
    }

    private void Copy(string name, string label, double factor)
    {
        if (Use(name) is >= 0 and var column)
        {
            Add(label, () => _rows.Number(column, 0) * factor);
        }
    }

    private void Add(string label, Func<double> value) => _columns.Add((label, writer => writer.Write(ExportText.Of(value()))));

    private void Add(string label, Action<TextWriter> write) => _columns.Add((label, write));

    private int Use(string name)
    {
        int column = _rows.IndexOf(name);
        if (column >= 0)
        {
            _used.Add(name);
        }
        return column;
    }

    private void Require(int column, int elements)
    {
        if (_rows.Elements(column) != elements)
        {
            throw new InputException(_rows.Path, $"column '{_rows.Names[column]}'", $"{_rows.Elements(column)} numbers a row", elements.ToString(CultureInfo.InvariantCulture));
        }
    }

    [GeneratedRegex(@"^(.*_)(\d{1,4})/value$")]
    private static partial Regex ModeValue();
}
