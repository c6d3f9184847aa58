namespace Flex3D.Fuzz.Measuring;

/// <summary>An input that a reader may not answer as it did.</summary>
/// <param name="What">Which rule it breaks and how.</param>
/// <param name="Where">What tells one defect from another: the exception's type and the line that threw it, or the rule.</param>
public sealed record Finding(string What, string Where);
