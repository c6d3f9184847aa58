using Flex3D.Stages.Checks;

namespace Flex3D.Pipeline.Checks;

/// <summary>The words for findings, in the text output and on the page.</summary>
internal static class FindingWords
{
    /// <summary>The word for a severity.</summary>
    public static string Word(CheckSeverity severity) => severity switch { CheckSeverity.Right => "right", CheckSeverity.Note => "note", CheckSeverity.Warning => "WARNING", _ => "ERROR" };

    /// <summary>Counts errors and warnings: <c>1 error, 2 warnings</c>, or <c>nothing wrong</c>.</summary>
    public static string Verdict(IReadOnlyList<CheckFinding> findings)
    {
        int errors = findings.Count(finding => finding.Severity == CheckSeverity.Error), warnings = findings.Count(finding => finding.Severity == CheckSeverity.Warning);
        return errors + warnings == 0 ? "nothing wrong" : $"{errors} {(errors == 1 ? "error" : "errors")}, {warnings} {(warnings == 1 ? "warning" : "warnings")}";
    }
}
