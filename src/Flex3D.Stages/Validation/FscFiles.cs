using System.Globalization;
using System.Text;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Validation;

/// <summary>Writes FSC curves as `fsc.csv` and as `fsc.star` with RELION's columns.</summary>
public static class FscFiles
{
    private const string Header =
        "shell,resolution_angstrom,flex_unmasked,flex_masked,flex_corrected,rigid_unmasked,rigid_masked,rigid_corrected";

    /// <summary>One line a shell from 0 (resolution `inf`); the rigid columns are empty where there is no rigid control.</summary>
    public static void WriteCsv(string path, FscReport flex, FscReport? rigid)
    {
        var text = new StringBuilder().Append(Header).Append('\n');
        for (int k = 0; k < flex.Unmasked.Length; k++)
        {
            text.Append(k).Append(',').Append(k == 0 ? "inf" : Number(flex.ResolutionOf(k)));
            foreach (double[]? curve in (double[]?[])[flex.Unmasked, flex.Masked, flex.Corrected, rigid?.Unmasked, rigid?.Masked, rigid?.Corrected])
            {
                text.Append(',').Append(curve is null ? "" : Number(curve[k]));
            }
            text.Append('\n');
        }
        DurableFile.WriteText(path, text.ToString());
    }

    /// <summary>Blocks `general` (final resolution), `fsc` and, with a rigid control, `fsc_rigid`; RELION writes 999 Å for shell 0.</summary>
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
            "rlnFourierShellCorrelationUnmaskedMaps", "rlnFourierShellCorrelationMaskedMaps",
            "rlnCorrectedFourierShellCorrelationPhaseRandomizedMaskedMaps",
        ];
        for (int i = 0; i < columns.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"_{columns[i]} #{i + 1}\n");
        }
        for (int k = 0; k < report.Unmasked.Length; k++)
        {
            text.Append(k);
            foreach (double value in (double[])
                [k == 0 ? 0 : 1 / report.ResolutionOf(k), k == 0 ? 999 : report.ResolutionOf(k), report.Corrected[k], report.Unmasked[k], report.Masked[k], report.RandomisedMasked[k]])
            {
                text.Append(' ').Append(Number(value));
            }
            text.Append('\n');
        }
        text.Append('\n');
    }

    private static string Number(double value) => value.ToString("F6", CultureInfo.InvariantCulture);
}
