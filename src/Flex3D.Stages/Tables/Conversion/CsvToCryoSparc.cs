using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Writes a CSV with cryoSPARC's names as a dataset. Fields that cryoSPARC has get its types; others float32 if every value fits one, else float64, or text.</summary>
internal static class CsvToCryoSparc
{
    private static readonly string[] s_whole = ["blob/idx", "blob/shape", "ctf/exp_group_id", "location/micrograph_shape", "location/exp_group_id", "sym_expand/idx"];

    private enum Kind
    {
        Whole,
        Long,
        Single,
        Double,
        Text,
    }

    /// <summary>Converts a table.</summary>
    /// <param name="selected">Positions of the rows to write, ascending; null for all.</param>
    /// <exception cref="InputException">A value of a field that holds numbers is none.</exception>
    public static void Write(TableRows rows, IReadOnlyList<int>? selected, string output)
    {
        string[] names = [.. rows.Names];
        (Kind Kind, int Longest)[] found = [.. names.Select(name => (Known(name) ?? Kind.Single, 1))];
        int count = 0;
        foreach (int _ in rows.Over(selected))
        {
            count++;
            for (int column = 0; column < names.Length; column++)
            {
                found[column] = Widen(rows, column, found[column], isFixed: Known(names[column]) is not null);
            }
        }
        rows.Restart();
        var writer = new DatasetWriter();
        for (int column = 0; column < names.Length; column++)
        {
            if (names[column] != "particle")
            {
                Add(writer, rows, column, found[column]);
            }
        }
        writer.Write(output, count, rows.Over(selected));
    }

    private static Kind? Known(string name)
    {
        string field = name[(name.LastIndexOf('/') + 1)..];
        return name == "uid" || field.EndsWith("_uid", StringComparison.Ordinal) || field == "import_sig" ? Kind.Long
            : s_whole.Contains(name) || field is "split" or "class" or "component" ? Kind.Whole
            : field is "path" or "type" || field.EndsWith("_path", StringComparison.Ordinal) ? Kind.Text
            : null;
    }

    private static (Kind, int) Widen(TableRows rows, int column, (Kind Kind, int Longest) so, bool isFixed)
    {
        for (int k = 0; k < rows.Elements(column); k++)
        {
            ReadOnlySpan<char> text = rows.Field(column, k);
            so.Longest = Math.Max(so.Longest, Encoding.UTF8.GetByteCount(text));
            if (isFixed || so.Kind == Kind.Text)
            {
                continue;
            }
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                so.Kind = rows.Elements(column) == 1 ? Kind.Text : throw new InputException(rows.Path, $"{rows.Place}, column '{rows.Names[column]}[{k}]'", $"'{text}'", "a number");
            }
            else if (double.IsFinite(value) && value != double.Parse(((float)value).ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
            {
                so.Kind = Kind.Double;
            }
        }
        return so;
    }

    private static void Add(DatasetWriter writer, TableRows rows, int column, (Kind Kind, int Longest) so)
    {
        string name = rows.Names[column];
        int elements = rows.Elements(column);
        Func<T>[] Each<T>(Func<int, T> value) => [.. Enumerable.Range(0, elements).Select(k => (Func<T>)(() => value(k)))];
        switch (so.Kind)
        {
            case Kind.Text:
                writer.Text(name, so.Longest, () => rows.Text(column));
                break;
            case Kind.Long:
                writer.Long(name, () => Whole(rows, column, 0));
                break;
            case Kind.Whole:
                writer.Whole(name, Each(k => Whole(rows, column, k) is var value && value <= uint.MaxValue ? (uint)value
                    : throw new InputException(rows.Path, $"{rows.Place}, column '{name}'", $"{value}", $"at most {uint.MaxValue}")));
                break;
            case Kind.Double:
                writer.Add(new(name, 'f', sizeof(double), elements == 1 ? [] : [elements], false), bytes =>
                {
                    for (int k = 0; k < elements; k++)
                    {
                        BinaryPrimitives.WriteDoubleLittleEndian(bytes[(k * sizeof(double))..], Value(rows, column, k));
                    }
                });
                break;
            default:
                writer.Float(name, Each(k => Value(rows, column, k)));
                break;
        }
    }

    // Not-a-number and infinities are values of a dataset as others are.
    private static double Value(TableRows rows, int column, int element) =>
        double.TryParse(rows.Field(column, element), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : rows.Number(column, element);

    private static ulong Whole(TableRows rows, int column, int element)
    {
        ReadOnlySpan<char> text = rows.Field(column, element);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 0 && number == Math.Floor(number) && number < 1e15 ? (ulong)number
            : throw new InputException(rows.Path, $"{rows.Place}, column '{rows.Names[column]}'", $"'{text}'", "a whole number from 0");
    }
}
