namespace Flex3D.Stages.Formats;

/// <summary>Writes STAR tables as RELION reads them: numbered columns, a row a line.</summary>
public sealed class StarWriter(TextWriter writer)
{
    private int _columns;

    /// <summary>Starts a block with label-value pairs.</summary>
    public void Pairs(string block, IEnumerable<(string Label, string Value)> pairs)
    {
        writer.Write($"\ndata_{block}\n\n");
        foreach ((string label, string value) in pairs)
        {
            writer.Write($"_{label} {Quote(value)}\n");
        }
    }

    /// <summary>Starts a block with a loop; rows follow by <see cref="Row"/>.</summary>
    /// <param name="labels">Without leading underscores.</param>
    public void Loop(string block, params IReadOnlyList<string> labels)
    {
        writer.Write($"\n# version 30001\n\ndata_{block}\n\nloop_\n");
        for (int i = 0; i < labels.Count; i++)
        {
            writer.Write($"_{labels[i]} #{i + 1}\n");
        }
        _columns = labels.Count;
    }

    /// <summary>Writes a row of the loop that was started last.</summary>
    public void Row(params ReadOnlySpan<string> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _columns);
        for (int i = 0; i < values.Length; i++)
        {
            writer.Write(i == 0 ? "" : " ");
            writer.Write(Quote(values[i]));
        }
        writer.Write('\n');
    }

    /// <summary>The value as it must stand in the file: quoted where it is empty, holds blanks or looks like syntax.</summary>
    public static string Quote(string value)
    {
        if (value.Contains('\n'))
        {
            throw new ArgumentException("a STAR value on one line cannot hold a line end", nameof(value));
        }
        bool plain = value.Length > 0 && !value.Any(char.IsWhiteSpace) && value[0] is not ('"' or '\'' or '#' or '_' or ';' or '$' or '[' or ']')
            && !value.StartsWith("data_", StringComparison.OrdinalIgnoreCase) && !value.StartsWith("loop_", StringComparison.OrdinalIgnoreCase);
        bool list = value.Length > 0 && value[0] == '[' && !value.Any(char.IsWhiteSpace); // RELION writes its lists bare
        return plain || list ? value : value.Contains('"') ? $"'{value}'" : $"\"{value}\"";
    }
}
