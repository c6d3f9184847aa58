using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Conversion;

namespace Flex3D.Pipeline.Tables;

/// <summary>Writes a table where the user wants it, with a result group if asked for, and says what was written.</summary>
/// <param name="Path">The file to write; without one of the known extensions it gets the source's.</param>
/// <param name="NamedBy">The option or argument that names the file, for error messages.</param>
/// <param name="Overwrite">Whether an existing file may be replaced.</param>
/// <param name="Group">Whether to write a cryoSPARC result group beside a .cs file.</param>
/// <param name="IgnoreAberrations">Whether aberrations that the other format has not may be left out.</param>
/// <param name="RefinedPoses">Whether to write the poses and defocus values that a run re-estimated in place of those that it was given.</param>
internal sealed record TableOutput(string Path, string NamedBy, bool Overwrite, bool Group, bool IgnoreAberrations, bool RefinedPoses)
{
    private static readonly string[] s_extensions = [".star", ".cs", ".csv"];

    /// <summary>Completes the name, and checks that it can be written, before the source is read.</summary>
    /// <exception cref="InputException">The file exists, is the source, or cannot have a group.</exception>
    public TableOutput For(TableSource source)
    {
        string extension = System.IO.Path.GetExtension(Path).ToLowerInvariant();
        TableOutput named = s_extensions.Contains(extension) ? this : this with { Path = Path + TableFormats.ExtensionOf(TableFormats.OfFile(source.Path)) };
        if (Group && TableFormats.OfName(named.Path) != TableFormat.CryoSparc)
        {
            throw new InputException("--group", null, $"the output '{named.Path}'", "a .cs file: a result group is cryoSPARC's", $"name a .cs file with {NamedBy}, or leave --group out");
        }
        string full = System.IO.Path.GetFullPath(named.Path);
        if (source.Passthrough.Append(source.Path).Any(file => System.IO.Path.GetFullPath(file) == full))
        {
            throw new InputException(NamedBy, null, $"'{named.Path}', the table that is read", "another file");
        }
        foreach (string file in named.Group ? new[] { named.Path, named.GroupPath } : [named.Path])
        {
            if (!Overwrite && Storage.Current.FileExists(file))
            {
                throw new InputException(NamedBy, null, $"'{file}', which exists", "a new file", "name another, or replace it with --overwrite");
            }
        }
        return named;
    }

    /// <summary>Writes the rows.</summary>
    /// <param name="rows">Positions of the rows, ascending; null for all.</param>
    /// <param name="numbers">The number of each row of the table; null where it is its position.</param>
    /// <param name="description">What the particles are, for the group.</param>
    public void Write(TableSource source, IReadOnlyList<int>? rows, IReadOnlyList<int>? numbers, string description, TextWriter report)
    {
        foreach (string note in TableConverter.Write(source, Path, rows, numbers, new ConversionOptions { IgnoreAberrations = IgnoreAberrations, RefinedPoses = RefinedPoses }))
        {
            report.WriteLine(note);
        }
        report.WriteLine($"written: {Path}");
        if (Group)
        {
            ResultGroup.Write(GroupPath, Path, description, TimeProvider.System.GetUtcNow());
            report.WriteLine($"written: {GroupPath} (cryoSPARC: Import Result Group)");
        }
    }

    private string GroupPath => System.IO.Path.ChangeExtension(Path, ".csg");
}
