namespace Flex3D.Pipeline.Progress;

/// <summary>How a step says how far it is; a bar on a terminal, plain lines elsewhere.</summary>
internal interface IProgressReport
{
    /// <summary>Begins a task of <paramref name="total"/> units; dispose of it at its end. Safe from any thread.</summary>
    /// <param name="unit">What is counted: particles, steps, maps.</param>
    IProgressTask Begin(string name, long total, string unit);
}

/// <summary>One task of an <see cref="IProgressReport"/>.</summary>
internal interface IProgressTask : IDisposable
{
    /// <summary>So many more units are done. <paramref name="note"/> is shown beside them: a loss, say.</summary>
    void Advance(long units = 1, string? note = null);
}
