using System.Globalization;
using System.Text.Json;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Steps.Summary;

/// <summary>Writes <c>status.js</c>: what the page of a run shows and what is no result, since it differs from run to run: times, memory, machine and folder.</summary>
internal static class StatusScript
{
    /// <param name="run">The run.</param>
    /// <param name="steps">Names of its steps, in their order.</param>
    public static void Write(RunFolder run, IEnumerable<string> steps)
    {
        RunStatus now = run.Status();
        var status = new
        {
            folder = run.Path,
            machine = string.Create(CultureInfo.InvariantCulture, $"{RunVersions.All["system"]}, {Environment.ProcessorCount} processors"),
            steps = steps.Select(name => new { name, seconds = now.Of(name).Seconds, peakMegabytes = now.Of(name).PeakMegabytes }),
        };
        DurableFile.WriteText(run.StatusScript, $"flex3dStatus({JsonSerializer.Serialize(status)});\n");
    }
}
