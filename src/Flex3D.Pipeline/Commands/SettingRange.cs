using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary>Ranges of options that are not settings of a pipeline.</summary>
internal static class SettingRange
{
    /// <exception cref="InputException">The value is outside the range.</exception>
    public static int Require(string option, int value, int least, int most) =>
        value >= least && value <= most ? value : throw new InputException(option, null, $"{value}", $"{least} to {most}");
}
