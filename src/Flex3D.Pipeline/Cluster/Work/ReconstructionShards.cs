using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Cluster.Work;

/// <summary>Computes shards of a reconstruction.</summary>
internal sealed class ReconstructionShards : IShardComputer
{
    private readonly ParticleTable _table;
    private readonly INoiseModel _noise;
    private readonly ParticleStacks _stacks;
    private readonly FullSizeParticles _images;
    private readonly ReconstructionProblem _problem;
    private readonly EngineWorkers<ReconstructionWorker> _workers;

    /// <exception cref="Stages.Faults.InputException">A file is missing or damaged, or the device cannot be used.</exception>
    public ReconstructionShards(StepContext context)
    {
        PreparedFiles prepared = PreparedFiles.Read(context);
        _table = prepared.ReadTable(context);
        _noise = prepared.ReadNoise(context, _table);
        _stacks = new ParticleStacks(_table, box: prepared.FullBox);
        _images = new FullSizeParticles(_table, _stacks, _noise);
        _problem = ReconstructionProblem.Read(context, prepared);
        ReconstructionSettings.Use(context, _table);
        _workers = new(engine => new ReconstructionWorker(engine, _problem.Flexed[0].Problem, _problem.Flexed[1].Problem, _problem.Rigid), worker => worker.Dispose());
        ChosenEngine engine = Engines.Create(context.Options);
        _workers.Use(engine);
        Device = engine.Name;
        Identity = ReconstructStep.IdentityOf(context, engine.Engine.BackendId).Entries;
    }

    public IReadOnlyDictionary<string, string> Identity { get; }

    public string Device { get; }

    public int Places => _workers.Engine.Workers;

    public TrainingBuffer CreateBuffer() => ReconstructionSession.CreateBuffer(_problem.Flexed[0].Problem, _problem.Rigid, ReconstructionProblem.ShardSize);

    public object ReadModel(ModelParts parts) => ReconstructionModelForm.Read(parts);

    public void Read(DealtShard shard, TrainingBuffer buffer)
    {
        buffer.Work = shard.Work;
        _images.Read(shard.Work.Particles.Span, buffer.Images);
    }

    public void Compute(DealtShard shard, TrainingBuffer buffer, object model, int worker)
    {
        _images.Transform(buffer.Images);
        buffer.SetTerms(_images, shard);
        buffer.Weigh();
        _workers[worker].Evaluate(buffer, (ReconstructionModel)model, keepsGradients: false); // they are sent
    }

    public void Dispose()
    {
        _workers.Dispose();
        _stacks.Dispose();
        _noise.Dispose();
        _table.Dispose();
    }
}
