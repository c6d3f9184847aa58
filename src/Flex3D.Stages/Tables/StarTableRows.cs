using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Stages.Tables;

/// <summary>The particles of a STAR file, each with the columns of its optics group after its own.</summary>
/// <remarks>A column that both tables have is that of data_optics, as where particles are read.</remarks>
internal sealed class StarTableRows : TableRows
{
    private StarReader _reader;
    private StarSelectionRow _row;
    private readonly StarTable? _optics;
    private readonly List<string> _names;
    private readonly int[] _opticsColumns; // of each column the one of data_optics, −1 for those of the rows
    private readonly int _group;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _opticsRows = new Dictionary<string, int>().GetAlternateLookup<ReadOnlySpan<char>>();
    private int _opticsRow;

    private StarTableRows(StarReader reader, StarTable? optics)
    {
        (_reader, _optics, _row) = (reader, optics, new StarSelectionRow(reader));
        _group = reader.IndexOf("rlnOpticsGroup");
        string[] more = [.. (optics?.Columns ?? []).Where(label => reader.IndexOf(label) < 0)];
        _names = [.. reader.Columns, .. more];
        _opticsColumns = [.. _names.Select(label => label == "rlnOpticsGroup" ? -1 : optics?.IndexOf(label) ?? -1)];
        int number = optics?.IndexOf("rlnOpticsGroup") ?? -1;
        for (int row = 0; row < optics?.Count && number >= 0; row++)
        {
            _opticsRows.Dictionary.TryAdd(optics[row, number], row);
        }
    }

    public override string Path => _reader.Path;

    public override IReadOnlyList<string> Names => _names;

    public override ulong? Uid => null;

    public override string Place => $"line {_reader.RowLine}";

    /// <summary>Opens the table of particles of a STAR file.</summary>
    public static StarTableRows Open(string path)
    {
        (string block, StarTable? optics) = StarParticles.Survey(path);
        return new StarTableRows(AtParticles(path, block), optics);
    }

    public override ReadOnlySpan<char> Text(int column) => _opticsColumns[column] is >= 0 and var shared ? _optics![_opticsRow, shared] : _reader[column];

    public override ReadOnlySpan<char> Image(out int slice) => _row.Image(out slice);

    public override void Dispose() => _reader.Dispose();

    protected override void Rewind()
    {
        (string path, string block) = (Path, _reader.Block);
        _reader.Dispose();
        _reader = AtParticles(path, block);
        _row = new StarSelectionRow(_reader);
    }

    protected override bool Read(int position)
    {
        if (!_reader.ReadRow())
        {
            return false;
        }
        if (_opticsColumns.AsSpan().ContainsAnyExcept(-1) && !(_group < 0 && _optics!.Count == 1) && (_group < 0 || !_opticsRows.TryGetValue(_reader[_group], out _opticsRow)))
        {
            throw new InputException(Path, $"{Place}, column _rlnOpticsGroup", _group < 0 ? "no such column" : $"'{_reader[_group]}'", $"a group of data_optics ({string.Join(", ", _opticsRows.Dictionary.Keys.Take(8))})");
        }
        return true;
    }

    private static StarReader AtParticles(string path, string block)
    {
        StarReader reader = StarReader.Open(path);
        while (reader.ReadTable())
        {
            if (reader.Block == block && reader.IndexOf("rlnImageName") >= 0)
            {
                return reader;
            }
        }
        reader.Dispose();
        throw new InputException(path, null, $"no table data_{block}", "a table of particles", "the file changed while it was being read");
    }
}
