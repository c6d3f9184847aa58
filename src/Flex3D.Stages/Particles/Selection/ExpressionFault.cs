using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>Makes the error for a selection expression that cannot be parsed.</summary>
internal static class ExpressionFault
{
    /// <param name="at">1-based character.</param>
    public static InputException At(string expression, int at, string found, string expected, string? advice = null) =>
        new(ParticleSelection.NameOf(expression), $"character {at}", found, expected, advice);
}
