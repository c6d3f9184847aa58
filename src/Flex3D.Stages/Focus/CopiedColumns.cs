using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Conversion;

namespace Flex3D.Stages.Focus;

/// <summary>The columns of the first run's particle table that say where a particle comes from, read row by row.</summary>
public sealed class CopiedColumns : IDisposable
{
    private static readonly string[] s_copied = ["rlnMicrographName", "rlnCoordinateX", "rlnCoordinateY", "flex3dUid"];

    private readonly string? _copy;
    private readonly StarReader? _reader;
    private readonly int[] _columns = [];

    /// <param name="table">The table that the run wrote, .star or .cs; null for none.</param>
    /// <param name="folder">Folder in which a copy is kept until this object is disposed of.</param>
    public CopiedColumns(string? table, string folder)
    {
        if (table is null)
        {
            return;
        }
        _copy = Path.Combine(folder, ".particles.copy.star");
        TableConverter.Write(new TableSource(table), _copy, options: new ConversionOptions { IgnoreAberrations = true });
        string block = StarParticles.Survey(_copy).Block;
        _reader = StarReader.Open(_copy);
        while (_reader.ReadTable() && _reader.Block != block)
        {
        }
        Labels = [.. s_copied.Where(label => _reader.IndexOf(label) >= 0)];
        _columns = [.. Labels.Select(_reader.IndexOf)];
    }

    /// <summary>Labels of the columns that the table has.</summary>
    public IReadOnlyList<string> Labels { get; } = [];

    /// <summary>Reads the next row.</summary>
    /// <exception cref="InputException">The table has fewer rows than the run has particles.</exception>
    public string[] Next() => _columns.Length == 0 ? []
        : _reader!.ReadRow() ? [.. _columns.Select(column => _reader[column].ToString())]
        : throw new InputException(_copy!, null, "fewer particles than the run used", "all of them", "copy the whole run folder again");

    public void Dispose()
    {
        _reader?.Dispose();
        if (_copy is not null)
        {
            Storage.Current.Delete(_copy);
        }
    }
}
