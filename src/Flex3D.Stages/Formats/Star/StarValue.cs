namespace Flex3D.Stages.Formats;

/// <summary>Writes one value of a STAR file.</summary>
internal static class StarValue
{
    /// <summary>Returns the value as it must be written to the file: quoted where it is empty, holds blanks or looks like syntax.</summary>
    public static string Quote(string value)
    {
        if (value.Contains('\n'))
        {
            throw new ArgumentException("a STAR value on one line cannot hold a line end", nameof(value));
        }
        bool plain = value.Length > 0 && !value.Any(char.IsWhiteSpace) && value[0] is not ('"' or '\'' or '#' or '_' or ';' or '$' or '[' or ']')
            && !value.StartsWith("data_", StringComparison.OrdinalIgnoreCase) && !value.StartsWith("loop_", StringComparison.OrdinalIgnoreCase);
        bool list = value.Length > 0 && value[0] == '[' && !value.Any(char.IsWhiteSpace); // RELION writes its lists without quotes
        return plain || list ? value : value.Contains('"') ? $"'{value}'" : $"\"{value}\"";
    }
}
