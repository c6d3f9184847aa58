namespace Flex3D.Pipeline.Cluster.Dealing;

/// <summary>How fast a worker is, and what it has: what <see cref="DealingRule"/> decides by.</summary>
/// <param name="Places">Shards that it computes at once.</param>
/// <param name="Has">Shards that it has now.</param>
/// <param name="Seconds">Seconds from deal to result, for one shard alone; 0 while unknown.</param>
/// <param name="Late">Whether one of those that it has takes too long: nobody waits for it then.</param>
internal readonly record struct WorkerLoad(int Places, int Has, double Seconds, bool Late = false);

/// <summary>How many shards a worker gets at once, where it may add up their gradients.</summary>
/// <param name="Most">The most shards.</param>
/// <param name="Turns">Each place of all workers is to get so many more groups in the step.</param>
/// <param name="Seconds">No group takes longer than about this; what is lost with a worker is as much.</param>
internal readonly record struct GroupRule(int Most, int Turns, double Seconds);

/// <summary>Says which worker gets a shard, and when one takes too long: pure functions of what was measured.</summary>
/// <remarks>
/// A worker has one shard more than it computes at once, so that it never waits for the network; at the end of a step it gets none that another worker would finish earlier.
/// </remarks>
internal static class DealingRule
{
    /// <summary>A shard is not called late before this, seconds.</summary>
    public const double Patience = 2;

    /// <summary>A shard of a worker that has not finished any is called late after this, seconds.</summary>
    public const double FirstPatience = 30;

    private const double Late = 4, Kept = 0.8;

    /// <summary>Returns the index of the worker that gets the next shard; −1 if each has enough.</summary>
    /// <param name="undealt">Shards that are left.</param>
    public static int Next(IReadOnlyList<WorkerLoad> workers, int undealt)
    {
        int best = -1;
        double earliest = double.PositiveInfinity;
        for (int i = 0; i < workers.Count; i++)
        {
            WorkerLoad load = workers[i];
            double done = Finish(load, load.Has + 1);
            if (load.Has < load.Places + Spare(load, undealt) && done < earliest)
            {
                (best, earliest) = (i, done);
            }
        }
        // Another that is at work on all its places may still be the first to finish one more.
        return best >= 0 && undealt <= workers.Count && workers.Any(other => other.Seconds > 0 && !other.Late && Finish(other, other.Has + 1) < earliest) ? -1 : best;
    }

    /// <summary>Returns how many shards a worker gets at once, if it may add up their gradients: one while its time is not known, and fewer and fewer towards the end of a step, so that all end at about the same time.</summary>
    /// <param name="rule">How many at most.</param>
    /// <param name="seconds">The worker's seconds for one shard; 0 while unknown.</param>
    /// <param name="undealt">Shards that are left.</param>
    /// <param name="places">Shards that all workers compute at once.</param>
    public static int Together(GroupRule rule, double seconds, int undealt, int places) =>
        seconds <= 0 ? 1 : (int)Math.Clamp(Math.Min(undealt / (double)(rule.Turns * Math.Max(1, places)), rule.Seconds / seconds), 1, rule.Most);

    /// <summary>Whether a shard has taken so long that another is to compute it, too.</summary>
    /// <param name="age">Seconds since it was dealt.</param>
    /// <param name="seconds">The worker's seconds for one shard; 0 while unknown.</param>
    public static bool IsLate(double age, double seconds) => age > (seconds > 0 ? Math.Max(Patience, Late * seconds) : FirstPatience);

    /// <summary>Returns the new mean of the seconds of a shard after one more was measured.</summary>
    public static double Mean(double before, double measured) => before > 0 ? Kept * before + (1 - Kept) * measured : measured;

    private static int Spare(WorkerLoad load, int undealt) => undealt > load.Places ? Math.Max(1, load.Places / 2) : 0;

    // Seconds until a worker would have finished that many shards; one that is unknown is taken to be fast, so that it gets a first shard.
    private static double Finish(WorkerLoad load, int shards) => load.Seconds * Math.Ceiling(shards / (double)Math.Max(1, load.Places));
}
