using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Images;

/// <summary>Writes and reads the noise spectra of a table as a STAR file: which optics group has which, and one table for each with RELION's columns.</summary>
/// <remarks>`rlnSigma2Noise` is in units of the variance a pixel of the image's background, so that white noise has 1 at every shell; RELION's is this over 2n², n the box in pixels.</remarks>
public static class NoiseSpectrumFile
{
    private const string GroupBlock = "noise_optics", SpectrumBlock = "noise_spectrum_", Again = "run prep again";
    private static readonly string[] s_groupColumns = ["rlnOpticsGroup", "flex3dNoiseSpectrum"];
    private static readonly string[] s_columns = ["rlnSpectralIndex", "rlnResolution", "rlnAngstromResolution", "rlnSigma2Noise", "rlnImageSize", "rlnImagePixelSize", "flex3dNoiseImages"];

    /// <summary>Writes the spectrum of each optics group; groups without one have number 0.</summary>
    public static void Write(string path, IReadOnlyList<OpticsGroup> optics, IReadOnlyList<NoiseSpectrum?> spectra)
    {
        List<NoiseSpectrum> all = [];
        int[] numbers = [.. spectra.Select(NumberOf)];
        var text = new StringBuilder();
        Begin(text, GroupBlock, s_groupColumns);
        for (int i = 0; i < numbers.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{optics[i].Number} {numbers[i]}\n");
        }
        for (int i = 0; i < all.Count; i++)
        {
            NoiseSpectrum spectrum = all[i];
            Begin(text, $"{SpectrumBlock}{i + 1}", s_columns);
            for (int shell = 0; shell < spectrum.Variance.Count; shell++)
            {
                double extent = spectrum.Box * spectrum.PixelSizeAngstrom;
                text.Append(CultureInfo.InvariantCulture, $"{shell} {shell / extent:F6} {(shell == 0 ? 999 : extent / shell):F4} {spectrum.Variance[shell]:R} {spectrum.Box} {spectrum.PixelSizeAngstrom:R} {spectrum.Images}\n");
            }
        }
        DurableFile.WriteText(path, text.ToString());

        int NumberOf(NoiseSpectrum? spectrum)
        {
            if (spectrum is null)
            {
                return 0;
            }
            int at = all.FindIndex(known => ReferenceEquals(known, spectrum));
            if (at < 0)
            {
                all.Add(spectrum);
            }
            return at < 0 ? all.Count : at + 1;
        }
    }

    /// <summary>Reads the spectrum of each optics group; null for a group without one.</summary>
    /// <exception cref="InputException">The file is not of this kind.</exception>
    public static IReadOnlyList<NoiseSpectrum?> Read(string path)
    {
        IReadOnlyList<StarTable> tables = StarTable.ReadAll(path, (_, _) => true);
        StarTable groups = tables.FirstOrDefault(table => table.Block == GroupBlock) ?? throw new InputException(path, null, $"no data_{GroupBlock}", "the noise spectra that prep wrote", Again);
        var spectra = new Dictionary<int, NoiseSpectrum>();
        foreach (StarTable table in tables)
        {
            if (!table.Block.StartsWith(SpectrumBlock, StringComparison.Ordinal) || !int.TryParse(table.Block.AsSpan(SpectrumBlock.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                continue;
            }
            if (table.Count < 2)
            {
                throw new InputException(path, $"line {table.Line}", $"{table.Count} shells", "at least 2", Again);
            }
            double[] variance = [.. Enumerable.Range(0, table.Count).Select(row => Value(table, row, "rlnSigma2Noise"))];
            spectra[number] = new((int)Value(table, 0, "rlnImageSize"), Value(table, 0, "rlnImagePixelSize"), (int)Value(table, 0, "flex3dNoiseImages"), variance);
        }
        return [.. Enumerable.Range(0, groups.Count).Select(row => (int)Value(groups, row, "flex3dNoiseSpectrum") is > 0 and var wanted
            ? spectra.GetValueOrDefault(wanted) ?? throw new InputException(path, $"line {groups.LineOf(row)}", $"spectrum {wanted}, which is not in the file", "the noise spectra that prep wrote", Again)
            : null)];
    }

    private static double Value(StarTable table, int row, string column)
    {
        int at = table.IndexOf(column);
        return at >= 0 && double.TryParse(table[row, at], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= 0 && double.IsFinite(value)
            ? value
            : throw new InputException(table.Path, $"line {table.LineOf(row)}", at < 0 ? $"no column {column}" : $"'{table[row, at]}' for {column}", "a finite number of at least 0", Again);
    }

    private static void Begin(StringBuilder text, string block, string[] columns)
    {
        text.Append("\n# version 30001\n\ndata_").Append(block).Append("\n\nloop_\n");
        for (int i = 0; i < columns.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"_{columns[i]} #{i + 1}\n");
        }
    }
}
