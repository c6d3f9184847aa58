using System.Globalization;
using System.Text;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Validation;

/// <summary>Writes FSC curves as `fsc.csv` and as `fsc.star` with RELION's columns.</summary>
/// <remarks>RELION's column for unmasked maps is left out, since there are none (<see cref="FscReport"/>); the curve inside the support has a column of its own.</remarks>
public static class FscFiles
{
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
