namespace Flex3D.Pipeline.Tests.Queue;

/// <summary>A data set of a simulated queue.</summary>
/// <param name="Work">Operations that its run takes.</param>
/// <param name="Failures">How often its run fails before it works, if it is flaky.</param>
internal sealed record SimulatedDataSet(string Path, SimulatedDataSet.Fate Kind, int Work, int Failures)
{
    public enum Fate
    {
        Good,

        /// <summary>Fails some times with code 74.</summary>
        Flaky,

        /// <summary>Fails always with code 2.</summary>
        Bad,

        /// <summary>Fails always with code 75.</summary>
        Hopeless,
    }
}
