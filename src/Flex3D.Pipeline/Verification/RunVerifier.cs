using System.Text.Json;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Verification;

/// <summary>Checks a run folder offline: nothing is run, nothing is written.</summary>
internal sealed class RunVerifier(RunFolder run, bool requireInputs)
{
    /// <summary>Runs every check, in order. A file that a check cannot read is reported as wrong.</summary>
    public IEnumerable<Finding> Verify()
    {
        PipelineOptions? options = null;
        RunStatus? status = null;
        var findings = new List<Finding>();
        findings.AddRange(Guarded("settings", () => StatusCheck.Settings(options = PipelineFile.Load(run.SettingsFile))));
        findings.AddRange(Guarded("status", () => StatusCheck.Of(status = run.Status(), options)));
        foreach (Finding finding in findings)
        {
            yield return finding;
        }
        status ??= new RunStatus(StepStatus.Running, []);
        (string Name, Func<IEnumerable<Finding>> Check)[] checks =
        [
            ("results", () => ResultsCheck.Of(run, status)),
            ("inputs", () => InputsCheck.Of(run, requireInputs)),
            ("checkpoints", () => CheckpointsCheck.Of(run)),
            ("ledger", () => options is null ? [] : LedgerCheck.Of(run, options, status)),
            ("leftovers", () => LeftoversCheck.Of(run)),
        ];
        foreach (Finding finding in checks.SelectMany(check => Guarded(check.Name, check.Check)))
        {
            yield return finding;
        }
    }

    private static List<Finding> Guarded(string name, Func<IEnumerable<Finding>> check)
    {
        var findings = new List<Finding>();
        try
        {
            foreach (Finding finding in check())
            {
                findings.Add(finding);
            }
        }
        catch (Exception fault) when (fault is InputException or IOException or UnauthorizedAccessException or InvariantException or JsonException)
        {
            findings.Add(Finding.Wrong(name, FaultMessage.Of(fault)));
        }
        return findings;
    }
}
