namespace Flex3D.Pipeline.Graph;

/// <summary>The options of one stage of a graph.</summary>
/// <param name="Parallelism">Items worked on at once (≥ 1).</param>
/// <param name="Capacity">Items the stage holds at most, in work or queued (≥ <paramref name="Parallelism"/>); 0 means equal to it.</param>
/// <param name="Ordered">Whether items leave in the order they came.</param>
/// <param name="Scheduler">Scheduler of the stage's tasks; null for the thread pool.</param>
internal readonly record struct StageOptions(int Parallelism = 1, int Capacity = 0, bool Ordered = true, TaskScheduler? Scheduler = null);
