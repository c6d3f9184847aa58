using Flex3D.Pipeline.Progress;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Asks to stop in the middle of the task of a name.</summary>
internal sealed class StopsAt(string name, CancellationTokenSource stop) : IProgressReport
{
    public IProgressTask Begin(string task, long total, string unit) => new Task(() =>
    {
        if (task.StartsWith(name, StringComparison.Ordinal))
        {
            stop.Cancel();
        }
    });

    private sealed class Task(Action advanced) : IProgressTask
    {
        public void Advance(long units = 1, string? note = null) => advanced();

        public void Dispose()
        {
        }
    }
}
