using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Writes rows with RELION's names as a cryoSPARC dataset, with every field of the slots blob, ctf and alignments3D.</summary>
/// <remarks>The table is read twice: for the number of rows and the longest texts, then row by row.</remarks>
internal sealed class RelionToCryoSparc
{
    private const double Radian = Math.PI / 180;
    private readonly TableRows _rows;
    private readonly RelionOpticsColumns _optics;
    private readonly List<(OpticsGroup Group, OpticsAberrations Aberrations)> _groups;
    private readonly HashSet<string> _used = ["rlnImageName", "particle"];
    private readonly MadeUid _uids = new();
    private readonly DatasetWriter _writer = new();
    private OpticsGroup _group = null!;
    private OpticsAberrations _aberrations = null!;
    private (double U, double V, double Angle) _defocus;
    private (double X, double Y, double Z) _pose;
    private int _slice;

    private RelionToCryoSparc(TableRows rows, RelionOpticsColumns optics, List<(OpticsGroup, OpticsAberrations)> groups)
    {
        (_rows, _groups, _optics) = (rows, groups, optics);
        _used.UnionWith(_optics.Names.Where(name => name is not ("rlnOpticsGroupName" or "rlnMtfFileName" or "rlnMicrographOriginalPixelSize" or "rlnMicrographPixelSize")));
    }

    /// <summary>Converts a table.</summary>
    /// <param name="selected">Positions of the rows to write, ascending; null for all.</param>
    /// <exception cref="InputException">A value cannot be read, or cryoSPARC has no counterpart for how the images were made.</exception>
    public static void Write(TableRows rows, IReadOnlyList<int>? selected, string output, ConversionOptions options, ConversionNotes notes)
    {
        var groups = new List<(OpticsGroup, OpticsAberrations)>();
        int count = 0, path = 1, micrograph = 1;
        var optics = new RelionOpticsColumns(rows);
        int micrographColumn = rows.IndexOf("rlnMicrographName");
        foreach (int _ in rows.Over(selected))
        {
            if (optics.Find(out bool isNew) >= 0 && isNew)
            {
                OpticsGroup group = optics.Read();
                OpticsGroup plain = options.IgnoreAberrations ? group with { OddZernike = [], EvenZernike = [], BeamTiltX = 0, BeamTiltY = 0, Magnification = (1, 0, 0, 1) } : group;
                groups.Add((group, OpticsAberrations.Of(plain, rows.Path, rows.Place)));
            }
            path = Math.Max(path, Encoding.UTF8.GetByteCount(rows.Image(out int _)));
            micrograph = micrographColumn < 0 ? micrograph : Math.Max(micrograph, Encoding.UTF8.GetByteCount(rows.Text(micrographColumn)));
            count++;
        }
        rows.Restart();
        var conversion = new RelionToCryoSparc(rows, optics, groups);
        conversion.AddFields(path, micrograph);
        conversion._writer.Write(output, count, conversion.Rows(selected));
        notes.LeftOut("columns", "cryoSPARC", rows.Names.Where(name => !conversion._used.Contains(name)));
    }

    private IEnumerable<int> Rows(IReadOnlyList<int>? selected)
    {
        foreach (int row in _rows.Over(selected))
        {
            (_group, _aberrations) = _groups[_optics.Find(out _)];
            ReadOnlySpan<char> stack = _rows.Image(out _slice);
            if (_slice < 0 || stack.IsEmpty)
            {
                throw new InputException(_rows.Path, $"{_rows.Place}, column _rlnImageName", $"image {_slice + 1} of '{stack}'", "image numbers that start at 1, such as 000001@stack.mrcs");
            }
            yield return row;
        }
    }

    private void AddFields(int path, int micrograph)
    {
        int uid = Use(CryoSparcToRelion.UidLabel);
        _writer.Long("uid", () => uid < 0 ? _uids.Of(_rows.Image(out _), _slice)
            : ulong.TryParse(_rows.Text(uid), NumberStyles.None, CultureInfo.InvariantCulture, out ulong kept) ? kept
            : throw new InputException(_rows.Path, $"{_rows.Place}, column _{CryoSparcToRelion.UidLabel}", $"'{_rows.Text(uid)}'", "a whole number"));
        _writer.Text("blob/path", path, () => _rows.Image(out _));
        _writer.Whole("blob/idx", () => (uint)_slice);
        if (_groups.All(group => group.Group.Box > 0))
        {
            _writer.Whole("blob/shape", () => (uint)_group.Box, () => (uint)_group.Box);
        }
        _writer.Float("blob/psize_A", () => _group.PixelSizeAngstrom);
        _writer.Float("blob/sign", () => 1);
        _writer.Long("blob/import_sig", () => 0);
        AddCtf();
        AddAlignments();
        if (Use("rlnMicrographName") is >= 0 and var name)
        {
            _writer.Text("location/micrograph_path", micrograph, () => _rows.Text(name));
        }
        AddState();
    }

    private void AddCtf()
    {
        int u = Use("rlnDefocusU"), v = Use("rlnDefocusV"), angle = Use("rlnDefocusAngle"), phase = Use("rlnPhaseShift"), scale = Use("rlnCtfScalefactor"), bFactor = Use("rlnCtfBfactor");
        if (u < 0)
        {
            _used.IntersectWith(["rlnImageName", "particle", CryoSparcToRelion.UidLabel, "rlnOpticsGroup", "rlnImagePixelSize", "rlnPixelSize", "rlnImageSize", "rlnImageDimensionality"]);
            return;
        }
        _writer.Text("ctf/type", "imported".Length, () => "imported");
        _writer.Whole("ctf/exp_group_id", () => (uint)_group.Number);
        _writer.Float("ctf/accel_kv", () => _group.VoltageKilovolt);
        _writer.Float("ctf/cs_mm", () => _aberrations.SphericalAberrationMillimetre);
        _writer.Float("ctf/amp_contrast", () => _group.AmplitudeContrast);
        _writer.Float("ctf/df1_A", () => (_defocus = Defocus(Number(u, 0), Number(v, Number(u, 0)), Number(angle, 0) * Radian)).U);
        _writer.Float("ctf/df2_A", () => _defocus.V);
        _writer.Float("ctf/df_angle_rad", () => _defocus.Angle);
        _writer.Float("ctf/phase_shift_rad", () => Number(phase, 0) * Radian + _aberrations.Phase);
        _writer.Float("ctf/scale", () => Number(scale, 1));
        _writer.Float("ctf/scale_const", () => 0);
        _writer.Float("ctf/shift_A", () => _aberrations.Shift.X, () => _aberrations.Shift.Y);
        _writer.Float("ctf/tilt_A", () => _aberrations.Tilt.X, () => _aberrations.Tilt.Y);
        _writer.Float("ctf/trefoil_A", () => _aberrations.Trefoil.X, () => _aberrations.Trefoil.Y);
        _writer.Float("ctf/tetra_A", [.. Enumerable.Range(0, 4).Select(k => (Func<double>)(() => _aberrations.Tetra[k]))]);
        _writer.Float("ctf/anisomag", [.. Enumerable.Range(0, 4).Select(k => (Func<double>)(() => _aberrations.Anisomag[k]))]);
        _writer.Float("ctf/bfactor", () => Number(bFactor, 0));
    }

    private void AddAlignments()
    {
        int rot = Use("rlnAngleRot"), tilt = Use("rlnAngleTilt"), psi = Use("rlnAnglePsi"), subset = Use("rlnRandomSubset"), class3D = Use("rlnClassNumber");
        int xAngst = Use("rlnOriginXAngst"), yAngst = Use("rlnOriginYAngst"), xPixel = Use("rlnOriginX"), yPixel = Use("rlnOriginY");
        if (rot < 0 || tilt < 0 || psi < 0)
        {
            return;
        }
        double Origin(int angst, int pixel) => angst >= 0 ? Number(angst, 0) : Number(pixel, 0) * _group.PixelSizeAngstrom;
        if (subset >= 0)
        {
            _writer.Whole("alignments3D/split", () => Number(subset, 1) == 2 ? 1u : 0u);
        }
        _writer.Float("alignments3D/shift",
            () => Origin(xAngst, xPixel) / _group.PixelSizeAngstrom,
            () => Origin(yAngst, yPixel) / _group.PixelSizeAngstrom);
        _writer.Float("alignments3D/pose",
            () => (_pose = Rotation.FromEulerDegrees(Number(rot, 0), Number(tilt, 0), Number(psi, 0)).ToCryoSparcPose()).X,
            () => _pose.Y,
            () => _pose.Z);
        _writer.Float("alignments3D/psize_A", () => _group.PixelSizeAngstrom);
        // The other fields of the slot, with the values of poses that were imported.
        foreach ((string name, double value) in (ReadOnlySpan<(string, double)>)[("error", 0), ("error_min", 0), ("resid_pow", 0), ("slice_pow", 0), ("image_pow", 0), ("cross_cor", 0),
            ("alpha", 1), ("alpha_min", 0), ("weight", 1), ("pose_ess", 0), ("shift_ess", 0), ("class_posterior", 1)])
        {
            _writer.Float($"alignments3D/{name}", () => value);
        }
        _writer.Whole("alignments3D/class", () => (uint)Math.Max(0, Number(class3D, 1) - 1));
        _writer.Float("alignments3D/class_ess", () => 1);
    }

    private void AddState()
    {
        foreach (ParticleColumn column in ParticleColumns.InFiles)
        {
            var elements = new List<int>();
            while ((column.IsNumbered || elements.Count == 0) && Use(column.StarLabel(elements.Count)) is >= 0 and var next)
            {
                elements.Add(next);
            }
            foreach (CsField field in elements.Count == 0 ? [] : CryoSparcExport.Fields(column, elements.Count, column.CryoSparcSeries is not null))
            {
                bool all = field.Name == column.CryoSparc;
                int k = all ? 0 : int.Parse(field.Name.AsSpan(column.CryoSparcSeries!.Length..field.Name.IndexOf('/')), CultureInfo.InvariantCulture);
                if (field.Kind == 'u')
                {
                    _writer.Whole(field.Name, () => (uint)k);
                }
                else
                {
                    _writer.Float(field.Name, [.. (all ? elements : elements[k..(k + 1)]).Select(element => (Func<double>)(() => Number(element, 0)))]);
                }
            }
        }
    }

    private (double U, double V, double Angle) Defocus(double u, double v, double angle)
    {
        if (_aberrations.Defocus == 0 && _aberrations.Astigmatism == (0, 0))
        {
            return (u, v, angle);
        }
        double mean = 0.5 * (u + v) + _aberrations.Defocus;
        double cos = 0.5 * (u - v) * Math.Cos(2 * angle) + _aberrations.Astigmatism.Cos, sin = 0.5 * (u - v) * Math.Sin(2 * angle) + _aberrations.Astigmatism.Sin;
        double half = Math.Sqrt(cos * cos + sin * sin);
        return (mean + half, mean - half, 0.5 * Math.Atan2(sin, cos));
    }

    private double Number(int column, double missing) => column < 0 ? missing : _rows.Number(column, 0);

    private int Use(string name)
    {
        int column = _rows.IndexOf(name);
        if (column >= 0)
        {
            _used.Add(name);
        }
        return column;
    }
}
