using Flex3D.Pipeline.Cluster.Dealing;
using Serilog.Events;

namespace Flex3D.Pipeline.Cluster.Seats;

/// <summary>Deals shards of a graph to the workers that are ready, each a number of its own.</summary>
/// <param name="rule">How many shards a worker gets at once.</param>
internal sealed class DealingOut(ClusterLog log, GroupRule rule)
{
    private long _deals;

    /// <summary>Deals as many shards as the rule lets the workers have.</summary>
    /// <param name="ready">The workers that are ready for the step.</param>
    /// <param name="dealing">The graph; null if none runs.</param>
    public void Deal(IReadOnlyList<WorkerSeat> ready, GraphDealing? dealing)
    {
        while (dealing is not null && ready.Count > 0)
        {
            int undealt = dealing.Table.Undealt, next = DealingRule.Next([.. ready.Select(seat => seat.Load)], undealt);
            Deal? deal = null;
            try
            {
                deal = next < 0 ? null : dealing.TryDeal(DealingRule.Together(rule, ready[next].Seconds, undealt, ready.Sum(seat => seat.Hello.Places)));
                if (deal is null)
                {
                    return;
                }
                ready[next].Give(++_deals, deal);
            }
            catch (Exception fault)
            {
                deal?.Return();
                dealing.Table.SetDealt(false);
                log.Once(LogEventLevel.Warning, $"deal {fault.GetType()}", $"a shard could not be dealt and is computed here: {fault.Message}");
                return;
            }
        }
    }
}
