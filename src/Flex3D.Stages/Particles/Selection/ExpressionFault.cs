using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>Creates the error for a selection expression that cannot be parsed.</summary>
internal static class ExpressionFault
{
    /// <param name="at">Position of the character, from 1.</param>
    public static InputException At(string expression, int at, string found, string expected, string? advice = null) =>
        new(ParticleSelection.NameOf(expression), $"character {at}", found, expected, advice);
}
