using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Validation;

/// <summary>Writes FSC curves as `fsc.csv`, which it also reads, and as `fsc.star` with RELION's columns.</summary>
/// <remarks>RELION's column for unmasked maps is left out, since there are none (<see cref="FscReport"/>); the curve inside the support has a column of its own.</remarks>
public static class FscFiles
{
    private const string Again = "copy the run folder again, or reconstruct again";
    private const string Header =
        "shell,resolution_angstrom,flex_support,flex_masked,flex_corrected,rigid_support,rigid_masked,rigid_corrected";

    /// <summary>Writes one line for each shell from 0 (resolution `inf`); the rigid columns are empty where there is no rigid control.</summary>
    public static void WriteCsv(string path, FscReport flex, FscReport? rigid)
    {
        var text = new StringBuilder().Append(Header).Append('\n');
        for (int k = 0; k < flex.Support.Length; k++)
        {
            text.Append(k).Append(',').Append(k == 0 ? "inf" : Number(flex.ResolutionOf(k)));
            foreach (double[]? curve in (double[]?[])[flex.Support, flex.Masked, flex.Corrected, rigid?.Support, rigid?.Masked, rigid?.Corrected])
            {
                text.Append(',').Append(curve is null ? "" : Number(curve[k]));
            }
            text.Append('\n');
        }
        DurableFile.WriteText(path, text.ToString());
    }

    /// <summary>Reads a curve from a file that <see cref="WriteCsv"/> wrote: FSC at shells 0 … N/2.</summary>
    /// <param name="column">Its column, such as `flex_corrected`.</param>
    /// <exception cref="InputException">There is no such column, or a value of it is not a number.</exception>
    public static double[] ReadCurve(string path, string column)
    {
        string[] lines = Encoding.UTF8.GetString(Storage.ReadAll(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int at = lines.Length == 0 ? -1 : Array.IndexOf(lines[0].TrimEnd('\r').Split(','), column);
        if (at < 0)
        {
            throw new InputException(path, "line 1", $"no column '{column}'", "the fsc.csv of a reconstruction", Again);
        }
        var curve = new double[lines.Length - 1];
        for (int k = 0; k < curve.Length; k++)
        {
            string[] fields = lines[k + 1].TrimEnd('\r').Split(',');
            if (at >= fields.Length || !double.TryParse(fields[at], NumberStyles.Float, CultureInfo.InvariantCulture, out curve[k]) || !double.IsFinite(curve[k]))
            {
                throw new InputException(path, $"line {k + 2}", at < fields.Length ? $"'{fields[at]}' for '{column}'" : $"{fields.Length} columns", "a finite number", Again);
            }
        }
        return curve;
    }

    /// <summary>Writes the blocks `general` (final resolution), `fsc` and, with a rigid control, `fsc_rigid`; RELION writes 999 Å for shell 0.</summary>
    public static void WriteStar(string path, FscReport flex, FscReport? rigid)
    {
        var text = new StringBuilder("\n# version 30001\n\ndata_general\n\n");
        FscCrossing resolution = flex.Resolution();
        text.Append(CultureInfo.InvariantCulture, $"_rlnFinalResolution {Number(double.IsFinite(resolution.Angstrom) ? resolution.Angstrom : 999)}\n\n");
        AppendBlock(text, "fsc", flex);
        if (rigid is not null)
        {
            AppendBlock(text, "fsc_rigid", rigid);
        }
        DurableFile.WriteText(path, text.ToString());
    }

    private static void AppendBlock(StringBuilder text, string name, FscReport report)
    {
        text.Append("\n# version 30001\n\ndata_").Append(name).Append("\n\nloop_\n");
        string[] columns =
        [
            "rlnSpectralIndex", "rlnResolution", "rlnAngstromResolution", "rlnFourierShellCorrelationCorrected",
            "rlnFourierShellCorrelationMaskedMaps", "rlnCorrectedFourierShellCorrelationPhaseRandomizedMaskedMaps", "flex3dFourierShellCorrelationSupport",
        ];
        for (int i = 0; i < columns.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"_{columns[i]} #{i + 1}\n");
        }
        for (int k = 0; k < report.Support.Length; k++)
        {
            text.Append(k);
            foreach (double value in (double[])
                [k == 0 ? 0 : 1 / report.ResolutionOf(k), k == 0 ? 999 : report.ResolutionOf(k), report.Corrected[k], report.Masked[k], report.RandomisedMasked[k], report.Support[k]])
            {
                text.Append(' ').Append(Number(value));
            }
            text.Append('\n');
        }
        text.Append('\n');
    }

    private static string Number(double value) => value.ToString("F6", CultureInfo.InvariantCulture);
}
