namespace Flex3D.Pipeline.Progress;

/// <summary>Reports the progress of a step: as a bar on a terminal, as plain lines elsewhere.</summary>
internal interface IProgressReport
{
    /// <summary>Begins a task of <paramref name="total"/> units; dispose of it at its end. Safe from any thread.</summary>
    /// <param name="unit">What is counted: particles, steps, maps.</param>
    IProgressTask Begin(string name, long total, string unit);
}

/// <summary>One task of an <see cref="IProgressReport"/>.</summary>
internal interface IProgressTask : IDisposable
{
    /// <summary>Reports that more units are done. <paramref name="note"/>, such as a loss, is shown beside their count.</summary>
    void Advance(long units = 1, string? note = null);
}
