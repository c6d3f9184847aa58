using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Pipeline.Cluster.Seats;

/// <summary>The records of all workers that have come in a run. Of those that are gone, the last ones are kept.</summary>
internal sealed class WorkerRecords
{
    /// <summary>The most workers that are remembered, beside those that are there.</summary>
    public const int Most = 200;

    private readonly List<WorkerRecord> _records = [];

    /// <summary>Returns the record of a worker.</summary>
    public WorkerRecord Of(string name)
    {
        if (_records.Find(known => known.Name == name) is { } known)
        {
            return known;
        }
        if (_records.Count(record => record.Seat is null) >= Most)
        {
            _records.Remove(_records.First(record => record.Seat is null));
        }
        var record = new WorkerRecord(name);
        _records.Add(record);
        return record;
    }

    /// <summary>Says what is known of each.</summary>
    public IReadOnlyList<WorkerReport> Report(OpenStep? step, SeatRules rules, TimeProvider clock) => [.. _records.Select(record => record.Report(step, rules, clock))];
}
