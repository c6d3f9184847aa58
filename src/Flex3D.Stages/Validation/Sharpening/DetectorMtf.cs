using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Validation.Sharpening;

/// <summary>A detector's modulation transfer function: the factor by which it weakens each frequency; linear between its points, constant beyond them.</summary>
public sealed class DetectorMtf
{
    private const string Frequency = "rlnResolutionInversePixel", Value = "rlnMtfValue";
    private readonly double[] _frequencies, _values;

    private DetectorMtf(double[] frequencies, double[] values) => (_frequencies, _values) = (frequencies, values);

    /// <summary>Reads the STAR file that RELION takes, with the columns <c>rlnResolutionInversePixel</c> and <c>rlnMtfValue</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="detectorPixelAngstrom">Pixel size of the detector that the frequencies refer to, Å.</param>
    /// <exception cref="InputException">The file has no such columns, fewer than two rows, frequencies that do not rise, or a value outside 0 to 1.5.</exception>
    public static DetectorMtf Read(string path, double detectorPixelAngstrom)
    {
        StarTable table = StarTable.ReadAll(path, (_, isLoop) => isLoop).FirstOrDefault(found => found.IndexOf(Frequency) >= 0 && found.IndexOf(Value) >= 0)
            ?? throw new InputException(path, null, $"no table with the columns {Frequency} and {Value}", "the MTF of a detector as RELION takes it");
        double[] frequencies = [.. Enumerable.Range(0, table.Count).Select(row => Number(table, row, Frequency) / detectorPixelAngstrom)];
        double[] values = [.. Enumerable.Range(0, table.Count).Select(row => Number(table, row, Value))];
        int wrong = Enumerable.Range(0, values.Length).FirstOrDefault(i => values[i] is not (> 0 and <= 1.5) || (i > 0 && !(frequencies[i] > frequencies[i - 1])), -1);
        if (values.Length < 2 || wrong >= 0)
        {
            string found = wrong >= 0 ? string.Create(CultureInfo.InvariantCulture, $"frequency {table[wrong, table.IndexOf(Frequency)]} with the value {values[wrong]:G4}") : $"{values.Length} rows";
            throw new InputException(path, wrong >= 0 ? $"line {table.LineOf(wrong)}" : null, found, "at least two rows of rising frequencies with values above 0, up to 1");
        }
        return new DetectorMtf(frequencies, values);
    }

    /// <summary>Returns the value at a frequency in 1/Å.</summary>
    public double At(double frequency)
    {
        int next = Array.FindIndex(_frequencies, f => f > frequency);
        if (next <= 0)
        {
            return next == 0 ? _values[0] : _values[^1];
        }
        double part = (frequency - _frequencies[next - 1]) / (_frequencies[next] - _frequencies[next - 1]);
        return _values[next - 1] + part * (_values[next] - _values[next - 1]);
    }

    private static double Number(StarTable table, int row, string column)
    {
        string text = table[row, table.IndexOf(column)];
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new InputException(table.Path, $"line {table.LineOf(row)}", $"'{text}' for {column}", "a number");
    }
}
