using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Tables.Criteria;

/// <summary>Reads conditions on one axis: <c>z0=0.2:0.8</c> and <c>z0=0.2~0.3</c>.</summary>
internal static class RangeText
{
    /// <summary>Reads an axis and its two ends; an end that is left out is infinite.</summary>
    /// <exception cref="InputException">The text is no such range.</exception>
    public static (string Axis, double Low, double High) Range(string text, string option)
    {
        (string axis, string low, string high) = Parts(text, ':', option, "AXIS=LOW:HIGH, such as z0=0.2:0.8 or z0=:0.8");
        double from = low.Length == 0 ? double.NegativeInfinity : Number(low, text, option), to = high.Length == 0 ? double.PositiveInfinity : Number(high, text, option);
        return from <= to ? (axis, from, to) : throw new InputException(option, null, $"'{text}'", "a lower end that is not above the upper one");
    }

    /// <summary>Reads an axis, the centre of an ellipsoid on it, and its semi-axis, above 0.</summary>
    /// <exception cref="InputException">The text is no such extent.</exception>
    public static (string Axis, double Centre, double Radius) Extent(string text, string option)
    {
        (string axis, string centre, string radius) = Parts(text, '~', option, "AXIS=CENTRE~RADIUS, such as z0=0.2~0.3");
        double semi = Number(radius, text, option);
        return semi > 0 ? (axis, Number(centre, text, option), semi) : throw new InputException(option, null, $"'{text}'", "a radius above 0");
    }

    private static (string Axis, string First, string Second) Parts(string text, char between, string option, string expected)
    {
        int equals = text.IndexOf('=');
        string[] ends = equals > 0 ? text[(equals + 1)..].Split(between) : [];
        return ends.Length == 2 ? (text[..equals].Trim(), ends[0].Trim(), ends[1].Trim()) : throw new InputException(option, null, $"'{text}'", expected);
    }

    private static double Number(string part, string text, string option) =>
        double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : throw new InputException(option, null, $"'{part}' in '{text}'", "a number");
}
