using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>What is said of an expression that is none.</summary>
internal static class ExpressionFault
{
    /// <param name="at">1-based character.</param>
    public static InputException At(string expression, int at, string found, string expected, string? advice = null) =>
        new(ParticleSelection.NameOf(expression), $"character {at}", found, expected, advice);
}
