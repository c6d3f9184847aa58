using System.Globalization;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Finds the optics groups of rows with cryoSPARC's names: rows of one exposure group, microscope, pixel size, box and aberrations share one.</summary>
internal sealed class ConvertedOptics
{
    private static readonly string[] s_shared = ["ctf/exp_group_id", "ctf/accel_kv", "ctf/cs_mm", "ctf/amp_contrast", "blob/psize_A", "blob/shape"];

    private readonly TableRows _rows;
    private readonly bool _ignoreAberrations;
    private readonly List<(int Column, int Elements)> _columns;
    private readonly Dictionary<string, int> _known = [];
    private readonly List<(OpticsGroup Optics, OpticsAberrations Aberrations, long Exposure)> _groups = [];
    private readonly List<int> _order = [];
    private readonly double[] _last;

    public ConvertedOptics(TableRows rows, bool ignoreAberrations)
    {
        (_rows, _ignoreAberrations) = (rows, ignoreAberrations);
        _columns = [.. s_shared.Concat(CryoSparcAberrations.Columns).Select(rows.IndexOf).Where(column => column >= 0).Select(column => (column, rows.Elements(column)))];
        _last = [.. Enumerable.Repeat(double.NaN, _columns.Sum(column => column.Elements))];
    }

    /// <summary>Names of the columns of optics that the table has.</summary>
    public IEnumerable<string> Names => _columns.Select(column => _rows.Names[column.Column]);

    /// <summary>Whether the table has all of what RELION needs of a microscope.</summary>
    public bool HasCtf => _rows.IndexOf("ctf/accel_kv") >= 0;

    /// <summary>The groups in the order of their numbers, once <see cref="Number"/> has been called.</summary>
    public IEnumerable<OpticsGroup> Groups => _order.Select(group => _groups[group].Optics);

    /// <summary>Index of the current row's group, in order of appearance.</summary>
    public int Find()
    {
        bool same = _groups.Count > 0;
        int at = 0;
        foreach ((int column, int elements) in _columns)
        {
            for (int k = 0; k < elements; k++, at++)
            {
                double value = _rows.Number(column, k);
                same &= _last[at] == value;
                _last[at] = value;
            }
        }
        if (same)
        {
            return _known.Count == 1 ? 0 : _known[Key()];
        }
        string key = Key();
        if (!_known.TryGetValue(key, out int group))
        {
            _known[key] = group = _groups.Count;
            _groups.Add(Read());
        }
        return group;
    }

    /// <summary>Numbers the groups: with the exposure groups' numbers where each group has its own, above 0; else from 1 in order of appearance.</summary>
    public void Number()
    {
        bool own = _groups.All(group => group.Exposure is > 0 and < int.MaxValue) && _groups.Select(group => group.Exposure).Distinct().Count() == _groups.Count;
        for (int i = 0; i < _groups.Count; i++)
        {
            (OpticsGroup optics, OpticsAberrations aberrations, long exposure) = _groups[i];
            int number = own ? (int)exposure : i + 1;
            _groups[i] = (optics with { Number = number, Name = string.Create(CultureInfo.InvariantCulture, $"opticsGroup{number}") }, aberrations, exposure);
        }
        _order.AddRange(Enumerable.Range(0, _groups.Count).OrderBy(group => _groups[group].Optics.Number));
    }

    /// <summary>A group and its aberrations in cryoSPARC's units.</summary>
    public (OpticsGroup Optics, OpticsAberrations Aberrations) this[int group] => (_groups[group].Optics, _groups[group].Aberrations);

    private string Key() => string.Join(' ', _last.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    private (OpticsGroup, OpticsAberrations, long) Read()
    {
        var optics = new OpticsGroup
        {
            Number = 0,
            Name = "",
            VoltageKilovolt = Value("ctf/accel_kv", 0, 300),
            SphericalAberrationMillimetre = Value("ctf/cs_mm", 0, 0),
            AmplitudeContrast = Value("ctf/amp_contrast", 0, 0.1),
            PixelSizeAngstrom = Value("blob/psize_A", 0, 0),
            Box = (int)Value("blob/shape", _rows.IndexOf("blob/shape") is >= 0 and var shape ? _rows.Elements(shape) - 1 : 0, 0),
        };
        var aberrations = new OpticsAberrations { SphericalAberrationMillimetre = optics.SphericalAberrationMillimetre };
        if (!_ignoreAberrations)
        {
            aberrations = aberrations with
            {
                Shift = (Value("ctf/shift_A", 0, 0), Value("ctf/shift_A", 1, 0)),
                Tilt = (Value("ctf/tilt_A", 0, 0), Value("ctf/tilt_A", 1, 0)),
                Trefoil = (Value("ctf/trefoil_A", 0, 0), Value("ctf/trefoil_A", 1, 0)),
                Tetra = [.. Enumerable.Range(0, 4).Select(k => Value("ctf/tetra_A", k, 0))],
                Anisomag = [.. Enumerable.Range(0, 4).Select(k => Value("ctf/anisomag", k, 0))],
            };
        }
        return (aberrations.Put(optics), aberrations, (long)Value("ctf/exp_group_id", 0, 0));
    }

    private double Value(string name, int element, double missing) => _rows.IndexOf(name) is >= 0 and var column ? _rows.Number(column, element) : missing;
}
