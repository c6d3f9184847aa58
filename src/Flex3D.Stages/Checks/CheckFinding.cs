namespace Flex3D.Stages.Checks;

/// <summary>How serious a finding is.</summary>
public enum CheckSeverity
{
    /// <summary>What was checked is right.</summary>
    Right,

    /// <summary>Information; nothing is wrong.</summary>
    Note,

    /// <summary>Something that a run can go on with, but that may be wrong or cost quality.</summary>
    Warning,

    /// <summary>Something that makes the result of a run wrong.</summary>
    Error,
}

/// <summary>One finding of a check of the input.</summary>
/// <param name="Code">A short name for programs, such as <c>psi-negated</c>.</param>
/// <param name="Severity">How serious it is.</param>
/// <param name="Text">What was found, in a sentence.</param>
/// <param name="Evidence">The numbers that show it.</param>
/// <param name="Remedy">What to do, with an option that exists; null where nothing is to be done.</param>
/// <param name="StandardErrors">How sure the finding is, in standard errors; null where it is certain.</param>
public sealed record CheckFinding(string Code, CheckSeverity Severity, string Text, string Evidence, string? Remedy = null, double? StandardErrors = null)
{
    /// <summary>Whether the images show it: another reading of the table predicts them better.</summary>
    public bool Shown { get; init; }

    /// <summary>The factor by which a number of the table is to be multiplied, where the finding is that it is wrong; null for other findings.</summary>
    public double? Factor { get; init; }
}
