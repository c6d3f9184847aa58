using System.Globalization;
using System.Text.RegularExpressions;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Selection;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tables.Criteria;

/// <summary>The current row of a table, where the columns of the particles' state may also be asked for by their names in <c>latents.csv</c> (z0, z1, contrast, …).</summary>
/// <remarks>A column of the table's own comes first. Latents are _flex3dLatent0 … in STAR, flex3d/latent or else components_mode_0/value … in a dataset.</remarks>
internal sealed partial class NamedRows : ISelectionRow
{
    private readonly TableRows _rows;
    private readonly List<string> _names;
    private readonly List<(int Column, int Element)> _state = [];

    public NamedRows(TableRows rows)
    {
        _rows = rows;
        _names = [.. rows.Names];
        foreach (ParticleColumn column in ParticleColumns.InFiles)
        {
            for (int k = 0; (k == 0 || column.IsNumbered) && Find(column, k) is { } at; k++)
            {
                if (rows.IndexOf(column.CsvName(k)) < 0)
                {
                    _names.Add(column.CsvName(k));
                    _state.Add(at);
                }
            }
        }
    }

    /// <summary>Whether a column of a dataset can be one of those that have another name.</summary>
    public static bool MayHold(string column) => ParticleColumns.InFiles.Any(known => known.CryoSparc == column) || ModeValue().IsMatch(column);

    public string Path => _rows.Path;

    public IReadOnlyList<string> Names => _names;

    public int Row => _rows.Row;

    public ulong? Uid => _rows.Uid;

    public int IndexOf(string name) => _rows.IndexOf(name) is >= 0 and var own ? own : _names.IndexOf(name);

    public bool? HoldsNumbers(int column) => column < _rows.Names.Count ? _rows.HoldsNumbers(column) : true;

    public int Elements(int column) => column < _rows.Names.Count ? _rows.Elements(column) : 1;

    public double Number(int column, int element)
    {
        if (column < _rows.Names.Count)
        {
            return _rows.Number(column, element);
        }
        (int own, int at) = _state[column - _rows.Names.Count];
        return _rows.Number(own, at);
    }

    public ReadOnlySpan<char> Text(int column) => _rows.Text(column);

    public ReadOnlySpan<char> Image(out int slice) => _rows.Image(out slice);

    /// <summary>Returns a function that reads an axis in the current row.</summary>
    /// <param name="name">A column of numbers, <c>column[k]</c> for one of several numbers, or a column of the state.</param>
    /// <param name="option">The option that names it, for the error message.</param>
    /// <exception cref="InputException">There is no such column.</exception>
    public Func<double> Axis(string name, string option)
    {
        Match indexed = Indexed().Match(name);
        string bare = indexed.Success ? indexed.Groups[1].Value : name;
        int element = indexed.Success ? int.Parse(indexed.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : 0;
        int column = IndexOf(bare);
        if (column < 0)
        {
            string? nearest = NearestName.Of(bare, _names);
            throw new InputException(option, null, $"the column '{bare}', which '{Path}' does not have", nearest is not null ? $"'{nearest}'" : $"one of {string.Join(", ", _names.Take(40))}",
                bare.StartsWith('z') ? "select from the folder of a run, or from a table with latents" : null);
        }
        if (element >= Elements(column) || (!indexed.Success && Elements(column) > 1))
        {
            throw new InputException(option, null, $"'{name}'", $"'{bare}[0]' to '{bare}[{Elements(column) - 1}]'", "the column has several numbers a row");
        }
        return () => Number(column, element);
    }

    private (int Column, int Element)? Find(ParticleColumn column, int k)
    {
        if (_rows.IndexOf(column.StarLabel(k)) is >= 0 and var label)
        {
            return (label, 0);
        }
        if (_rows.IndexOf(column.CryoSparc) is >= 0 and var field)
        {
            return k < _rows.Elements(field) ? (field, k) : null;
        }
        return column.CryoSparcSeries is { } start && _rows.IndexOf(string.Create(CultureInfo.InvariantCulture, $"{start}{k}/value")) is >= 0 and var value ? (value, 0) : null;
    }

    [GeneratedRegex(@"^(.+)\[(\d{1,4})\]$")]
    private static partial Regex Indexed();

    [GeneratedRegex(@"^components_mode_\d{1,4}/value$")]
    private static partial Regex ModeValue();
}
