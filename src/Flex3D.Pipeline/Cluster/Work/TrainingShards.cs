using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Coarse;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Cluster.Work;

/// <summary>Computes shards of a training.</summary>
internal sealed class TrainingShards : IShardComputer
{
    private readonly ParticleTable _table;
    private readonly INoiseModel _noise;
    private readonly PreparedParticles _images;
    private readonly TrainingProblem _problem;
    private readonly EngineWorkers<TrainingWorker> _workers;

    /// <exception cref="Stages.Faults.InputException">A file is missing or damaged, or the device cannot be used.</exception>
    public TrainingShards(StepContext context)
    {
        PreparedFiles prepared = PreparedFiles.Read(context);
        TrainOptions settings = TrainingSettings.Use(context, prepared);
        string stack = PreparedFiles.Stack(context.ResultsOf(PrepStep.Name));
        _table = prepared.ReadTable(context);
        _noise = prepared.ReadNoise(context, _table);
        _images = PreparedParticles.Open(_table, stack, _noise, prepared.FullBox, null);
        _problem = TrainingProblem.Read(context, settings, prepared, _images.Box);
        TrainingOptions options = Training.WithDefocus(_problem.Options, _table, _images);
        _problem = _problem with { Options = options };
        CoarseScale? scale = TrainingSession.Scale(_problem.Engine, options, context.Threads);
        _workers = new(engine => new TrainingWorker(engine, _problem.Engine, scale?.Problem, options, prepared.Count), worker => worker.Dispose());
        ChosenEngine engine = Engines.Create(context.Options);
        _workers.Use(engine);
        Device = engine.Name;
        Identity = TrainStep.IdentityOf(context, engine.Engine.BackendId).Entries;
    }

    public IReadOnlyDictionary<string, string> Identity { get; }

    public string Device { get; }

    public int Places => _workers.Engine.Workers;

    public TrainingBuffer CreateBuffer() => TrainingSession.CreateBuffer(_problem.Engine, _problem.Options);

    public object ReadModel(ModelParts parts) => TrainingModelForm.Read(parts);

    public void Read(DealtShard shard, TrainingBuffer buffer)
    {
        buffer.Work = shard.Work;
        _images.Read(shard.Work.Particles.Span, buffer.Images);
    }

    public void Compute(DealtShard shard, TrainingBuffer buffer, object model, int worker)
    {
        _images.Transform(buffer.Images);
        buffer.SetTerms(_images, shard, shard.Turns, shard.Shifts, shard.Defocus);
        _workers[worker].Infer(buffer, (TrainingModel)model);
        _workers[worker].Accumulate(buffer, (TrainingModel)model, keeps: false); // they are sent
    }

    public void Dispose()
    {
        _workers.Dispose();
        _images.Dispose();
        _noise.Dispose();
        _table.Dispose();
    }
}
