using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Tables;

/// <summary>The formats of particle tables.</summary>
public enum TableFormat
{
    /// <summary>RELION's STAR.</summary>
    Star,

    /// <summary>A cryoSPARC dataset, .cs.</summary>
    CryoSparc,

    /// <summary>Comma-separated values, a line for each particle.</summary>
    Csv,
}

/// <summary>Recognises the format of a table.</summary>
public static class TableFormats
{
    /// <summary>Returns the format of an existing file: a dataset by its first bytes, the others by their names; STAR if neither.</summary>
    public static TableFormat OfFile(string path) => CsFile.IsDataset(path) ? TableFormat.CryoSparc
        : path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? TableFormat.Csv : TableFormat.Star;

    /// <summary>Returns the format of a file to write, from its extension.</summary>
    /// <exception cref="InputException">The extension is none of the three.</exception>
    public static TableFormat OfName(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".star" => TableFormat.Star,
        ".cs" => TableFormat.CryoSparc,
        ".csv" => TableFormat.Csv,
        var other => throw new InputException(path, null, other.Length == 0 ? "a name without an extension" : $"the extension '{other}'", ".star, .cs or .csv, which say the format to write", "name the file with one of them"),
    };

    /// <summary>Returns the extension of a format, with its dot.</summary>
    public static string ExtensionOf(TableFormat format) => format switch { TableFormat.CryoSparc => ".cs", TableFormat.Csv => ".csv", _ => ".star" };
}
