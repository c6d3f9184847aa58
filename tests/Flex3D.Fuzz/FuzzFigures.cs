using System.Globalization;

namespace Flex3D.Fuzz;

/// <summary>What a run showed.</summary>
/// <param name="Format">The format.</param>
/// <param name="Inputs">Inputs judged.</param>
/// <param name="Seconds">Elapsed.</param>
/// <param name="Accepted">Inputs read without complaint; the others were refused as documented, or are findings.</param>
/// <param name="Findings">Inputs that broke a rule.</param>
/// <param name="Defects">Different ways in which they did.</param>
/// <param name="WorstMilliseconds">Of one input.</param>
/// <param name="WorstBytes">Memory beyond the file's size, of one input.</param>
public sealed record FuzzFigures(string Format, long Inputs, double Seconds, long Accepted, long Findings, int Defects, double WorstMilliseconds, long WorstBytes)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Format}: {Inputs} inputs in {Seconds:0.0} s, {Accepted} read, {Inputs - Accepted - Findings} refused, {Findings} findings ({Defects} defects), worst {WorstMilliseconds:0.0} ms and {WorstBytes / 1048576.0:0.0} MiB beyond the file");
}
