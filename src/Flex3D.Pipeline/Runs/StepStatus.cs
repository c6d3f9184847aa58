namespace Flex3D.Pipeline.Runs;

/// <summary>The status of a step: <c>waiting</c>, <c>running</c>, <c>done</c>, <c>stopped</c> or <c>failed</c>.</summary>
/// <param name="Seconds">Wall-clock time so far, over all resumed runs.</param>
/// <param name="PeakMegabytes">The most resident memory that a process had until the step's end, MB; 0 where it is not known.</param>
internal sealed record StepStatus(string State, double Seconds = 0, double PeakMegabytes = 0)
{
    public const string Waiting = "waiting";
    public const string Running = "running";
    public const string Done = "done";
    public const string Stopped = "stopped";
    public const string Failed = "failed";
}
