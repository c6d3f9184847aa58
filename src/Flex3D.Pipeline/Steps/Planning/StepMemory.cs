using System.Globalization;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Memory;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Shards;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Images;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Planning;

/// <summary>Builds a memory plan, with the parts that training and reconstruction share.</summary>
internal sealed class StepMemory(StepContext context, PreparedFiles prepared)
{
    private readonly PlannedDevice _device = PlannedDevice.Of(context.Options.Device, context.Threads);
    private readonly List<(string Name, string Value)> _choices = [];
    private readonly List<MemoryItem> _items = [];

    /// <summary>The number of workers that evaluate at once.</summary>
    public int Workers => _device.Workers;

    public void Choose(string name, FormattableString value) => _choices.Add((name, value.ToString(CultureInfo.InvariantCulture)));

    public void OnDisk(string what, long count, long bytesEach) => _items.Add(new(MemoryItem.Disk, what, count, bytesEach));

    public void OnHost(string what, long count, long bytesEach) => _items.Add(new(MemoryItem.Host, what, count, bytesEach));

    /// <summary>Adds the data that are kept for every particle.</summary>
    /// <param name="models">Number of models in which each has a state.</param>
    public void AddParticles(int latentDimension, int models = 1)
    {
        OnDisk("particle table", prepared.Count, ParticleTable.RowBytes);
        OnDisk("noise of the images", prepared.Count, WhiteNoise.PairBytes);
        ParticleLayout layout = ParticleColumns.OfRun(latentDimension);
        string what = $"state ({string.Join(", ", layout.Columns.Select(column => column.Name))})";
        if (prepared.Count <= ParticleState.MostInMemory)
        {
            OnHost(what, prepared.Count, models * layout.RowBytes);
        }
        else
        {
            OnDisk(what, prepared.Count, models * layout.RowBytes);
        }
    }

    /// <summary>Adds the memory of the engine, of the problems it works on, and of the pool of image buffers.</summary>
    /// <param name="problems">The problems for which each worker has an evaluator.</param>
    /// <param name="shardSize">Number of images in a shard.</param>
    /// <param name="buffer">One buffer of the pool.</param>
    /// <param name="learns">Whether the flow is learned, too; else only maps are, with an evaluator of the flexed and one of the rigid problem.</param>
    /// <param name="linearises">Whether images are linearised in their own parameters.</param>
    /// <param name="linear">Whether linear density models are evaluated, too.</param>
    /// <param name="defocus">Whether they are linearised in their defocus, too.</param>
    public void AddEngine(IReadOnlyList<EngineProblem> problems, int shardSize, TrainingBuffer buffer, bool learns, bool linearises, bool linear, bool defocus = false)
    {
        (int rows, IReadOnlyList<MemoryItem> evaluators) = _device.Evaluators(problems, shardSize, learns, linearises, linear, defocus);
        EngineProblem first = problems[0];
        Choose("device", $"{_device.Name}");
        Choose("workers", $"{_device.Workers}");
        if (_device.Preparers > 0)
        {
            Choose("threads beside them", $"{_device.Preparers}");
        }
        Choose("rows at once", $"{rows}");
        Choose("box", $"{first.Box} pixels");
        Choose("voxels in the mask", $"{first.Binding.Count:N0}");
        Choose("mesh", $"{first.Mesh.VertexCount:N0} vertices, {first.Mesh.CellCount:N0} cells");
        Choose("flow network", $"{first.Flow.HiddenLayers} layers of {first.Flow.Width}, {first.Flow.LatentDimension} latent coordinates");
        Choose("particles", $"{prepared.Count:N0}");
        var options = new ShardGraphOptions(_device.Workers, Preparers: _device.Preparers);
        int buffers = ShardBuffers.Count(context.Options.Memory?.Bytes, buffer.Bytes, options, ShardBuffers.MostShards(prepared.Count, shardSize));
        OnHost("mesh and bound voxels", 1, problems.Sum(problem => problem.Bytes));
        OnHost("image buffers", buffers, buffer.Bytes);
        _items.AddRange(evaluators);
    }

    public MemoryPlan Build()
    {
        long host = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new(context.Step, _choices, [.. _items.OrderBy(Order)], new Dictionary<string, long>([.. _device.Memory, new(MemoryItem.Host, host)]), _device.WhyNot);
    }

    private static int Order(MemoryItem item) => item.Place switch { MemoryItem.Disk => 0, MemoryItem.Host => 1, _ => 2 };
}
