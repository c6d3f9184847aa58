using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>A phase: steps, and a graph that can be run again from the last committed step after a failure.</summary>
internal interface IPhase
{
    /// <summary>The name of the phase in the log.</summary>
    string Name { get; }

    /// <summary>The steps, see <see cref="IShardProgram{TBuffer}.Steps"/>.</summary>
    IReadOnlyList<StepPlan> Steps { get; }

    /// <summary>Builds a graph and runs the shards that <paramref name="ledger"/> does not count yet.</summary>
    Task RunGraphAsync(IShardLedger ledger, CancellationToken stop, CancellationToken abort);

    /// <summary>Moves the work, between two graphs, from a device that failed to a remaining one.</summary>
    /// <returns>The name of the remaining device.</returns>
    string LeaveDevice();
}
