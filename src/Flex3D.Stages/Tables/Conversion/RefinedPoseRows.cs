using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>The rows of a table with the re-estimated poses and defocus values in place of the given ones, and without the columns of turn, shift and change of defocus, which these then have in them.</summary>
/// <remarks>
/// An orientation A₀ with the turn ω becomes A₀·exp([ω]×), and an origin o, Å, with the shift s becomes o − s (<see cref="PoseOffset"/>); to both defocus values
/// their change is added. A row without an offset keeps its values.
/// </remarks>
internal sealed class RefinedPoseRows : TableRows, IReplacedValues
{
    private const string Remedy = "give the table that the run wrote, or leave --poses out";

    private readonly TableRows _rows;
    private readonly PoseColumns _pose;
    private readonly string[] _names;
    private readonly int[] _own; // −1 for a column that the table does not have
    private readonly Dictionary<string, int> _index;
    private readonly double[]?[] _values;
    private readonly int[] _turn, _shift, _defocus;

    /// <param name="rows">A table with columns of poses, and of turns, shifts or changes of defocus (<see cref="Find"/>).</param>
    /// <exception cref="InputException">The table has no poses, or no such columns.</exception>
    public RefinedPoseRows(TableRows rows)
    {
        _rows = rows;
        (_turn, _shift, _defocus) = (Columns(rows, ParticleColumns.Turn), Columns(rows, ParticleColumns.Shift), Columns(rows, ParticleColumns.DefocusChange));
        if (_turn.Length + _shift.Length + _defocus.Length == 0)
        {
            throw new InputException("--poses", null, $"refined, and no re-estimated poses in '{rows.Path}' ({ParticleColumns.Turn.Star}0 … or {ParticleColumns.Turn.CryoSparc})",
                "the folder of a run that re-estimated them, or the particle table that it wrote", "train with train.refinePoses: true, or leave --poses out");
        }
        _pose = rows.IsCryoSparc ? new CryoSparcPoseColumns(rows, Remedy) : new RelionPoseColumns(rows, Remedy);
        LeftOut = [.. _turn.Concat(_shift).Concat(_defocus).Select(column => rows.Names[column]).Distinct()];
        _names = [.. rows.Names.Where(name => !LeftOut.Contains(name)), .. _pose.Added];
        _own = [.. rows.Names.Index().Where(column => !LeftOut.Contains(column.Item)).Select(column => column.Index), .. _pose.Added.Select(_ => -1)];
        _index = _names.Index().DistinctBy(column => column.Item).ToDictionary(column => column.Item, column => column.Index);
        _values = new double[]?[_names.Length];
    }

    public override string Path => _rows.Path;

    public override IReadOnlyList<string> Names => _names;

    public override ulong? Uid => _rows.Uid;

    public override string Place => _rows.Place;

    public IReadOnlyCollection<string> LeftOut { get; }

    public IReadOnlyList<string> Added => _pose.Added;

    /// <summary>What rows read so far have an offset from.</summary>
    public RefinedValues Differing { get; private set; }

    /// <summary>Whether a column of a dataset is one of those that a re-estimated pose or defocus is made of.</summary>
    public static bool Needs(string column) => column == ParticleColumns.Turn.CryoSparc || column == ParticleColumns.Shift.CryoSparc || column == ParticleColumns.DefocusChange.CryoSparc
        || CryoSparcPoseColumns.Names.Contains(column) || DefocusColumns.CryoSparc.Contains(column);

    /// <summary>Finds what rows of a table have an offset from: their given pose, or defocus.</summary>
    public static RefinedValues Find(TableSource source)
    {
        using TableRows rows = Open(source with { Passthrough = [] }, Needs); // a run writes all columns into one dataset
        int[] poses = [.. Columns(rows, ParticleColumns.Turn), .. Columns(rows, ParticleColumns.Shift)], defocus = Columns(rows, ParticleColumns.DefocusChange);
        var found = default(RefinedValues);
        while ((poses.Length > 0 && !found.Poses || defocus.Length > 0 && !found.Defocus) && rows.Next())
        {
            found = new(found.Poses || Any(poses), found.Defocus || Any(defocus));
        }
        return found;

        bool Any(int[] columns) => columns.Any(column => Enumerable.Range(0, rows.Elements(column)).Any(k => rows.Number(column, k) != 0));
    }

    public override int IndexOf(string name) => _index.TryGetValue(name, out int found) ? found : name.StartsWith('_') ? IndexOf(name[1..]) : -1;

    public override bool? HoldsNumbers(int column) => _own[column] is >= 0 and var own ? _rows.HoldsNumbers(own) : true;

    public override int Elements(int column) => _own[column] is >= 0 and var own ? _rows.Elements(own) : 1;

    public override double Number(int column, int element) =>
        _values[column] is { } changed ? changed[element] : _own[column] is >= 0 and var own ? _rows.Number(own, element) : 0;

    public override ReadOnlySpan<char> Text(int column) => Field(column, 0);

    public override ReadOnlySpan<char> Field(int column, int element) =>
        _values[column] is { } changed ? ExportText.Of(changed[element]) : _own[column] is >= 0 and var own ? _rows.Field(own, element) : "0";

    public override void Write(TextWriter writer, int column, int element)
    {
        if (_values[column] is null && _own[column] is >= 0 and var own)
        {
            _rows.Write(writer, own, element);
            return;
        }
        writer.Write(Field(column, element));
    }

    public override ReadOnlySpan<char> Image(out int slice) => _rows.Image(out slice);

    public void MoveTo(int row)
    {
        while (Position < row && Next())
        {
        }
    }

    public IReadOnlyList<double>? Of(string name) => IndexOf(name) is >= 0 and var column ? _values[column] : null;

    public override void Dispose() => _rows.Dispose();

    protected override void Rewind()
    {
        Array.Clear(_values);
        _rows.Restart();
    }

    protected override bool Read(int position)
    {
        Array.Clear(_values);
        if (!_rows.Next())
        {
            return false;
        }
        double Element(int[] columns, int k) => columns.Length == 0 ? 0 : columns.Length == 1 ? _rows.Number(columns[0], k) : _rows.Number(columns[k], 0);
        var offset = new PoseOffset(Element(_turn, 0), Element(_turn, 1), Element(_turn, 2), Element(_shift, 0), Element(_shift, 1));
        if (!offset.IsUnturned)
        {
            Set(_pose.Orientation(offset));
        }
        if (!offset.IsUnshifted)
        {
            Set(_pose.Origin(offset));
        }
        double change = Element(_defocus, 0);
        if (change != 0)
        {
            Set(DefocusColumns.Changed(_rows, change));
        }
        Differing = new(Differing.Poses || !offset.IsUnturned || !offset.IsUnshifted, Differing.Defocus || change != 0);
        return true;
    }

    private void Set(IEnumerable<(string Name, double[] Values)> columns)
    {
        foreach ((string name, double[] values) in columns)
        {
            _values[IndexOf(name)] = values;
        }
    }

    // One column of all numbers, or a column for each number; empty where the table does not have all of them.
    private static int[] Columns(TableRows rows, ParticleColumn column)
    {
        if (rows.IndexOf(column.CryoSparc) is >= 0 and var own)
        {
            return rows.Elements(own) == column.Width ? [own] : [];
        }
        int[] each = [.. Enumerable.Range(0, column.Width).Select(k => rows.IndexOf(column.StarLabel(k)))];
        return each.Contains(-1) ? [] : each;
    }
}

/// <summary>What a run re-estimated of the particles of a table.</summary>
/// <param name="Poses">Orientations or origins.</param>
/// <param name="Defocus">Defocus values.</param>
public readonly record struct RefinedValues(bool Poses, bool Defocus)
{
    /// <summary>Whether it re-estimated anything.</summary>
    public bool Any => Poses || Defocus;

    /// <summary>Names what it re-estimated, or poses for nothing: "poses", "defocus" or "poses and defocus".</summary>
    public override string ToString() => Defocus ? Poses ? "poses and defocus" : "defocus" : "poses";
}
