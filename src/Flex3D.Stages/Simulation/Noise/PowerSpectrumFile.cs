using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Simulation.Noise;

/// <summary>Reads a noise spectrum from a text file: two columns, spatial frequency (1/Å) and power, split by commas, semicolons, tabs or blanks.</summary>
/// <remarks>Empty lines, lines that begin with # and one line of column names are skipped; further columns are not read.</remarks>
public static class PowerSpectrumFile
{
    private static readonly char[] Separators = [',', ';', '\t', ' '];

    /// <exception cref="InputException">A line has no two numbers, or the points make no spectrum.</exception>
    public static PowerSpectrum Read(string path)
    {
        var frequencies = new List<double>();
        var powers = new List<double>();
        bool named = false;
        string[] lines = Encoding.UTF8.GetString(Storage.ReadAll(path)).TrimStart('\ufeff').Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }
            string[] fields = line.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length >= 2 && Number(fields[0]) is { } frequency && Number(fields[1]) is { } power)
            {
                frequencies.Add(frequency);
                powers.Add(power);
            }
            else if (named || frequencies.Count > 0 || Number(fields[0]) is not null)
            {
                throw new InputException(path, $"line {i + 1}", $"'{(line.Length > 60 ? line[..60] + "…" : line)}'", "two numbers, a spatial frequency in 1/Å and a power");
            }
            else
            {
                named = true;
            }
        }
        try
        {
            return new PowerSpectrum(frequencies, powers);
        }
        catch (InputException e)
        {
            throw new InputException(path, null, e.Found, e.Expected);
        }
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
