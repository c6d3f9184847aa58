using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Verification;

/// <summary>Checks <c>run.yaml</c> and <c>status.json</c>: both can be read and name the same steps.</summary>
internal static class StatusCheck
{
    private static readonly string[] s_states = [StepStatus.Waiting, StepStatus.Running, StepStatus.Done, StepStatus.Stopped, StepStatus.Failed];

    public static IEnumerable<Finding> Settings(PipelineOptions options)
    {
        string[] steps = [.. StepCatalogue.Default.Of(options).Select(step => step.Name)];
        yield return steps.Length == 0 ? Finding.Wrong("settings", "run.yaml has no step") : Finding.Right("settings", $"run.yaml: {string.Join(", ", steps)}");
    }

    public static IEnumerable<Finding> Of(RunStatus status, PipelineOptions? options)
    {
        string[] steps = options is null ? [.. status.Steps.Keys] : [.. StepCatalogue.Default.Of(options).Select(step => step.Name)];
        int found = 0;
        foreach (string step in steps.Union(status.Steps.Keys))
        {
            string? state = status.Steps.GetValueOrDefault(step)?.State;
            if (state is null || !s_states.Contains(state) || !steps.Contains(step))
            {
                found++;
                yield return Finding.Wrong("status", $"step '{step}' is '{state ?? "missing"}' in status.json and {(steps.Contains(step) ? "is in" : "is not in")} run.yaml");
            }
        }
        if (status.State == StepStatus.Done && status.Steps.Any(step => step.Value.State != StepStatus.Done))
        {
            found++;
            yield return Finding.Wrong("status", $"the run is done and step '{status.Steps.First(step => step.Value.State != StepStatus.Done).Key}' is not");
        }
        if (found > 0)
        {
            yield break;
        }
        string last = status.Message is null ? "" : $": {status.Message}";
        yield return status.State switch
        {
            StepStatus.Done => Finding.Right("status", "every step is done"),
            StepStatus.Running => Finding.Note("status", $"running, or killed (process {status.Now?.Process} on {status.Now?.Machine}): the checks below describe this moment"),
            _ => Finding.Note("status", $"{status.State}{last}"),
        };
    }
}
