using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Faults;

namespace Flex3D.Simulator.Network;

/// <summary>Computes shards of the integer program, some of them late and some not at all.</summary>
/// <param name="after">Does something after some milliseconds.</param>
internal sealed class SimulatedBench(NetworkWorld world, Action<long, Action> after) : IBench
{
    private readonly Dictionary<string, ModelPart> _held = new(StringComparer.Ordinal);
    private ModelParts? _model;
    private ulong? _first;
    private bool _closed;

    public string Device => "cpu";

    public void SetModel(byte[] bytes)
    {
        _model = ModelParts.Read(bytes, _held);
        _first ??= BitConverter.ToUInt64(_model.Head);
    }

    public void Begin(byte[] bytes, Action<PooledBytes?, Exception?> done)
    {
        DealtGroup group = DealtGroup.Read(bytes);
        ModelParts model = _model is { } held && held.Version == group.Version ? held : throw new InvariantException("a shard was dealt without its model");
        int usual = world.Scenario.ShardTime * group.Shards.Count;
        after(world.Work.Chance(0.05) ? 10 * usual : world.Work.Between(usual / 2, 2 * usual), () =>
        {
            if (_closed || _model!.Version != group.Version)
            {
                return;
            }
            if (world.Work.Chance(world.Scenario.Hangs))
            {
                world.Statistics.Count(NetworkHappened.ShardsNeverAnswered);
                return;
            }
            if (!world.IsCalm && world.Work.Chance(world.Scenario.ShardFaults))
            {
                world.Statistics.Count(NetworkHappened.ShardsFailed);
                done(null, new IOException("Input/output error"));
                return;
            }
            done(DealtIntegerProgram.Compute(world.Defect == NetworkDefect.KeepsTheFirstModel ? _first!.Value : BitConverter.ToUInt64(model.Head), group), null);
        });
    }

    public void Dispose() => _closed = true;
}
