using System.Globalization;
using System.Reflection;
using System.Text;

namespace Flex3D.Pipeline.Configuration;

/// <summary>One setting: a property of an options record, and its description.</summary>
/// <param name="Name">Its key in a pipeline file: camelCase.</param>
/// <param name="Property">The property that holds its value.</param>
/// <param name="Kind">Kind of its value.</param>
/// <param name="ValueType">The type without <see cref="Nullable{T}"/>; of a list, the type of its elements.</param>
/// <param name="Optional">Whether it may be <c>auto</c> (null).</param>
/// <param name="About">Its description.</param>
internal sealed record SettingDefinition(string Name, PropertyInfo Property, SettingKind Kind, Type ValueType, bool Optional, SettingAttribute About)
{
    /// <summary>Its option on the command line: <c>--latent-dimension</c>.</summary>
    public string OptionName => "--" + Words('-');

    /// <summary>Values of a <see cref="SettingKind.Choice"/>, as they are written.</summary>
    public IReadOnlyList<string> Choices => Kind == SettingKind.Choice ? [.. Enum.GetNames(ValueType).Select(CamelCase)] : [];

    /// <summary>The allowed values in words, for a message or for help: <c>a whole number from 1 to 8, or auto</c>.</summary>
    public string Expected
    {
        get
        {
            string what = Kind switch
            {
                SettingKind.Whole => "a whole number" + Range(),
                SettingKind.Number => "a number" + Range(),
                SettingKind.Switch => "true or false",
                SettingKind.Choice => "one of " + string.Join(", ", Choices),
                SettingKind.Size => "an amount of memory such as 600MB",
                SettingKind.Device => "cpu, cuda:0, cuda:all, opencl:0 or opencl:all",
                SettingKind.TextList => "a list of texts",
                SettingKind.NumberList => "a list of numbers" + Range(),
                SettingKind.Section => "keys and values",
                SettingKind.SectionList => "a list of keys and values",
                _ => "a text",
            };
            return Optional && Kind is not (SettingKind.Section or SettingKind.Text) ? what + ", or auto" : what;
        }
    }

    /// <summary>Whether a number lies in the range.</summary>
    public bool Allows(double value) => value <= About.Max && (About.AboveMin ? value > About.Min : value >= About.Min);

    /// <summary>Returns a name of .NET in camel case, as files have it.</summary>
    public static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private string Range()
    {
        bool low = double.IsFinite(About.Min), high = double.IsFinite(About.Max);
        string min = About.Min.ToString(CultureInfo.InvariantCulture), max = About.Max.ToString(CultureInfo.InvariantCulture);
        string unit = About.Unit is null ? "" : $" ({About.Unit})";
        return (low, high) switch
        {
            (true, true) when !About.AboveMin => $" from {min} to {max}{unit}",
            (true, true) => $" above {min}, up to {max}{unit}",
            (true, false) => About.AboveMin ? $" above {min}{unit}" : $" of at least {min}{unit}",
            (false, true) => $" of at most {max}{unit}",
            _ => unit,
        };
    }

    private string Words(char separator)
    {
        var words = new StringBuilder();
        foreach (char c in Name)
        {
            if (char.IsAsciiLetterUpper(c))
            {
                words.Append(separator);
            }
            words.Append(char.ToLowerInvariant(c));
        }
        return words.ToString();
    }
}
