using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Builds the optics groups of a STAR file from data_optics and the columns of the particle rows.</summary>
/// <remarks>
/// A quantity comes from data_optics if it has that column, else from the row; rows that differ in one become groups of their
/// own, so that tables from before RELION 3.1 (or with a Cs a particle) need no special case. Pixel size before 3.1:
/// rlnDetectorPixelSize (µm) · 10⁴ / rlnMagnification.
/// </remarks>
internal sealed class RelionOptics
{
    /// <summary>The labels that may stand in either table, in the order of a group's key.</summary>
    private static readonly string[] s_shared =
    [
        "rlnOpticsGroup", "rlnVoltage", "rlnSphericalAberration", "rlnAmplitudeContrast", "rlnImagePixelSize", "rlnPixelSize",
        "rlnDetectorPixelSize", "rlnMagnification", "rlnImageSize", "rlnCtfDataAreCtfPremultiplied", "rlnCtfDataArePhaseFlipped", "rlnBeamTiltX", "rlnBeamTiltY",
        "rlnOddZernike", "rlnEvenZernike", "rlnMagMat00", "rlnMagMat01", "rlnMagMat10", "rlnMagMat11", "rlnImageDimensionality", "rlnOpticsGroupName",
    ];

    private readonly StarTable? _table;
    private readonly StarReader _rows;
    private readonly ParticleReadOptions _options;
    private readonly bool _hasCtf;
    private readonly List<OpticsGroup> _groups = [];
    private readonly Dictionary<string, int> _byNumber = [];
    private readonly Dictionary<string, int> _byKey = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _keys;
    private readonly int _groupColumn;
    private readonly int[] _keyColumns;
    private char[] _key = new char[256];

    public RelionOptics(StarTable? table, StarReader rows, ParticleReadOptions options)
    {
        (_table, _rows, _options) = (table, rows, options);
        _keys = _byKey.GetAlternateLookup<ReadOnlySpan<char>>();
        _groupColumn = rows.IndexOf("rlnOpticsGroup");
        _hasCtf = rows.IndexOf("rlnDefocusU") >= 0;
        _keyColumns = [.. s_shared.Where(label => table is null || label == "rlnOpticsGroup" || table.IndexOf(label) < 0).Select(rows.IndexOf).Where(column => column >= 0)];
        IndexTable();
        RequireCtf();
    }

    /// <summary>The groups found so far; the list grows while rows are read.</summary>
    public IReadOnlyList<OpticsGroup> Groups => _groups;

    /// <summary>Returns the index of the group of the reader's current row.</summary>
    public int GroupOfRow()
    {
        int length = 0;
        foreach (int column in _keyColumns)
        {
            ReadOnlySpan<char> value = _rows[column];
            if (length + value.Length + 1 > _key.Length)
            {
                Array.Resize(ref _key, 2 * (length + value.Length + 1));
            }
            value.CopyTo(_key.AsSpan(length));
            length += value.Length;
            _key[length++] = ' ';
        }
        if (!_keys.TryGetValue(_key.AsSpan(0, length), out int group))
        {
            group = _groups.Count;
            _groups.Add(Build());
            _keys[_key.AsSpan(0, length)] = group;
        }
        return group;
    }

    private void IndexTable()
    {
        int column = _table?.IndexOf("rlnOpticsGroup") ?? -1;
        if (_table is null)
        {
            return;
        }
        if (_table.Count == 0 || (column < 0 && _table.Count > 1))
        {
            throw new InputException(_table.Path, $"line {_table.Line}, data_optics", _table.Count == 0 ? "no rows" : "no column _rlnOpticsGroup", "a numbered row for each optics group");
        }
        for (int row = 0; row < _table.Count && column >= 0; row++)
        {
            if (!_byNumber.TryAdd(_table[row, column], row))
            {
                throw new InputException(_table.Path, $"line {_table.LineOf(row)}, data_optics", $"group {_table[row, column]} a second time", "each group once");
            }
        }
    }

    private void RequireCtf()
    {
        if (_hasCtf || !_options.AllowMissingCtf)
        {
            var missing = new List<string>();
            void Need(bool present, string label)
            {
                if (!present)
                {
                    missing.Add("_" + label);
                }
            }
            Need(_hasCtf, "rlnDefocusU");
            Need(!_hasCtf || _rows.IndexOf("rlnDefocusV") >= 0, "rlnDefocusV");
            Need(!_hasCtf || _rows.IndexOf("rlnDefocusAngle") >= 0 || _rows.IndexOf("rlnDefocusV") < 0, "rlnDefocusAngle");
            Need(Exists("rlnVoltage"), "rlnVoltage");
            Need(Exists("rlnSphericalAberration"), "rlnSphericalAberration");
            Need(Exists("rlnAmplitudeContrast") || _options.AmplitudeContrast is not null, "rlnAmplitudeContrast");
            // A missing pose is reported first: it says more about the kind of file.
            if (missing.Count > 0 && _rows.IndexOf("rlnAngleRot") >= 0 && !IsThreeDimensional())
            {
                throw new InputException(_rows.Path, $"line {_rows.TableLine}, data_{_rows.Block}", $"no column {string.Join(", ", missing)}", "the CTF of every particle (in data_particles or data_optics)", missing is ["_rlnAmplitudeContrast"] ? "set inputs.amplitudeContrast, usually to 0.1" : "estimate the CTF, or keep those columns when exporting; for images that have none, set inputs.allowMissingCtf");
            }
        }
    }

    private bool IsThreeDimensional() => _table is { Count: > 0 } && _table.IndexOf("rlnImageDimensionality") is >= 0 and var column && _table[0, column] == "3";

    private bool Exists(string label) => _rows.IndexOf(label) >= 0 || _table?.IndexOf(label) >= 0;

    private OpticsGroup Build()
    {
        string number = _groupColumn >= 0 ? _rows[_groupColumn].ToString() : "1";
        int row = -1;
        if (_table is not null && !_byNumber.TryGetValue(number, out row))
        {
            row = _byNumber.Count == 0 || (_groupColumn < 0 && _table.Count == 1) ? 0
                : throw new InputException(_rows.Path, $"line {_rows.RowLine}, column _rlnOpticsGroup", number, $"a group of data_optics ({string.Join(", ", _byNumber.Keys.Take(8))})");
        }
        return new RelionOpticsRow(_table, row, _rows, _options, _hasCtf).Build(number);
    }
}
