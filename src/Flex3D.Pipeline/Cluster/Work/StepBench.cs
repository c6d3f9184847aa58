using System.Collections.Concurrent;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;
using Serilog;

namespace Flex3D.Pipeline.Cluster.Work;

/// <summary>The bench of a worker for one step: reads the images of the shards that are dealt to it, and computes them on threads of its own.</summary>
internal sealed class StepBench : IBench
{
    /// <summary>About the bytes of a shard's result beside its gradient, and those of a value of a sum.</summary>
    private const int Rows = 16 << 10, Packed = 6;

    private readonly IShardComputer _computer;
    private readonly IStorage _storage;
    private readonly ComputeThreads _threads;
    private readonly BufferPool<TrainingBuffer> _buffers;
    private readonly Dictionary<string, ModelPart> _held = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closed = new();
    private readonly ConcurrentBag<GroupSum> _sums = [];
    private readonly Lock _lock = new();
    private volatile Current? _model;
    private int _busy;
    private bool _over;

    private sealed record Current(ModelParts Parts, object Model);

    private StepBench(IShardComputer computer, IStorage storage)
    {
        (_computer, _storage) = (computer, storage);
        _threads = new ComputeThreads(computer.Places);
        _buffers = new(computer.Places + 2, _ => computer.CreateBuffer());
    }

    /// <summary>Opens the step that a head runs.</summary>
    /// <param name="storage">Where the files of the run are read.</param>
    /// <param name="threads">Compute threads.</param>
    /// <param name="device">Device; null to choose.</param>
    /// <exception cref="InputException">Its files are not here, or not the head's.</exception>
    public static StepBench Open(OpenStep step, IStorage storage, int threads, DeviceName? device, ILogger log, CancellationToken stop)
    {
        using IDisposable used = Storage.Use(storage);
        RunFolder run = RunFolder.Open(step.Run);
        RunSettings settings = RunSettings.Read(run);
        settings.Use(settings.Options with { Threads = threads, Device = device }, new Choices());
        var context = new StepContext(step.Step, run, run.Lineage(), settings, Resume: false, log, new PlainProgress(TextWriter.Null), Monitor: null, stop) { Part = step.Part };
        IShardComputer computer = step.Step switch
        {
            TrainStep.Name => new TrainingShards(context),
            ReconstructStep.Name => new ReconstructionShards(context),
            _ => throw new InputException("the head", null, $"the step {step.Step}", "train or reconstruct"),
        };
        string[] differences = [.. step.Identity.Keys.Union(computer.Identity.Keys).Order(StringComparer.Ordinal)
            .Where(name => step.Identity.GetValueOrDefault(name) != computer.Identity.GetValueOrDefault(name))
            .Select(name => $"{name} is {computer.Identity.GetValueOrDefault(name, "nothing")} here and {step.Identity.GetValueOrDefault(name, "nothing")} at the head")];
        if (differences.Length > 0)
        {
            computer.Dispose();
            throw new InputException(step.Run, null, string.Join("; ", differences), "what the head has", "give every machine the same view of the run folder, and the same kind of device");
        }
        return new StepBench(computer, storage);
    }

    /// <inheritdoc/>
    public string Device => _computer.Device;

    /// <inheritdoc/>
    public void SetModel(byte[] bytes)
    {
        ModelParts parts = ModelParts.Read(bytes, _held);
        _model = new(parts, _computer.ReadModel(parts));
    }

    /// <inheritdoc/>
    public void Begin(byte[] bytes, Action<PooledBytes?, Exception?> done)
    {
        DealtGroup group = DealtGroup.Read(bytes);
        Current model = _model is { } held && held.Parts.Version == group.Version ? held : throw new InvariantException("a shard was dealt without its model");
        lock (_lock)
        {
            if (_over)
            {
                return;
            }
            _busy++;
        }
        _ = Task.Run(() => ComputeAsync(group, model.Model, done));
    }

    // Asked before anything that takes long: a shard of an earlier step is of no use any more.
    private bool Stale(DealtGroup group) => _closed.IsCancellationRequested || _model?.Parts.Version != group.Version;

    private async Task ComputeAsync(DealtGroup group, object model, Action<PooledBytes?, Exception?> done)
    {
        using IDisposable used = Storage.Use(_storage);
        Lease? lease = null;
        try
        {
            lease = await _buffers.RentAsync(_closed.Token).ConfigureAwait(false);
            TrainingBuffer buffer = _buffers[lease.Value];
            GroupSum? sum = SumOf(group);
            List<ShardResult> rows = [];
            foreach (DealtShard shard in group.Shards)
            {
                if (Stale(group))
                {
                    return;
                }
                _computer.Read(shard, buffer);
                if (!await Task.Factory.StartNew(() => Compute(group, shard, buffer, model), _closed.Token, TaskCreationOptions.None, _threads).ConfigureAwait(false))
                {
                    return;
                }
                ShardResult computed = buffer.Result();
                sum?.Add(computed.Gradient.Span);
                rows.Add(sum is null ? computed : computed.CopyOfRows());
            }
            PooledBytes result = PooledBytes.Of(rows.Sum(row => row.Gradient.Length * sizeof(float) + Rows) + group.SumLength * Packed, new GroupResult(rows, sum?.ToArray() ?? []).Write);
            if (sum is not null)
            {
                _sums.Add(sum);
            }
            done(result, null);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault)
        {
            done(null, fault);
        }
        finally
        {
            if (lease is { } held)
            {
                _buffers.Release(held);
            }
            End();
        }
    }

    private bool Compute(DealtGroup group, DealtShard shard, TrainingBuffer buffer, object model)
    {
        if (Stale(group))
        {
            return false;
        }
        _computer.Compute(shard, buffer, model, _threads.Number);
        return true;
    }

    // Null for shards whose gradients are sent one by one.
    private GroupSum? SumOf(DealtGroup group)
    {
        if (group.Units.Count == 0)
        {
            return group.Shards.Count == 1 ? null : throw new InvariantException("shards were dealt together without the units of their gradients");
        }
        GroupSum sum = _sums.TryTake(out GroupSum? used) && used.Fits(group.Units) ? used : new GroupSum(group.Units);
        sum.Begin(group.Units);
        return sum;
    }

    private void End()
    {
        lock (_lock)
        {
            if (--_busy > 0 || !_over)
            {
                return;
            }
        }
        Free();
    }

    private void Free()
    {
        _threads.Dispose();
        _computer.Dispose();
    }

    /// <summary>Closes the step; shards at work end first.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_over)
            {
                return;
            }
            _over = true;
            _closed.Cancel();
            if (_busy > 0)
            {
                return;
            }
        }
        Free();
    }
}
