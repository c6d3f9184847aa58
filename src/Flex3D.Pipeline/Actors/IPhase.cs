using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>A phase as its actors see it: steps, and a graph that can be run more than once from a committed step.</summary>
internal interface IPhase
{
    /// <summary>What the log calls it.</summary>
    string Name { get; }

    /// <summary>The steps, see <see cref="IShardProgram{TBuffer}.Steps"/>.</summary>
    IReadOnlyList<StepPlan> Steps { get; }

    /// <summary>Builds a graph, runs what <paramref name="ledger"/> lacks and throws it away.</summary>
    Task RunGraphAsync(IShardLedger ledger, CancellationToken stop, CancellationToken abort);

    /// <summary>Moves the work, between two graphs, from a device that failed to what is left.</summary>
    /// <returns>What that is called.</returns>
    string LeaveDevice();
}
