using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Memory;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Planning;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Model;
using Flex3D.Stages.Subspaces;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>Plans the memory of the train step.</summary>
internal static class TrainingMemory
{
    /// <exception cref="InputException">Prep or mesh have not been run, or the settings do not fit their results.</exception>
    public static MemoryPlan Of(StepContext context)
    {
        TrainOptions settings = context.Options.Train!;
        PreparedFiles prepared = PreparedFiles.Read(context);
        int box = prepared.TrainingBox;
        (EngineProblem problem, TrainingOptions options) = TrainingProblem.Read(context, settings, prepared, box);
        var memory = new StepMemory(context, prepared);
        memory.OnDisk(context.Options.Scratch is null ? "prepared images" : "prepared images, copied to scratch", prepared.Count, sizeof(float) * (long)box * box);
        memory.AddParticles(settings.LatentDimension);
        if (prepared.FileRows != prepared.Count)
        {
            memory.OnHost("rows that were selected", prepared.Count, sizeof(int));
        }
        if (prepared.SharedImages is not null)
        {
            memory.OnHost("first row of each image", prepared.Count, sizeof(int));
        }
        if (prepared.Micrographs is not null)
        {
            memory.OnHost("micrograph of each image", prepared.Count, sizeof(ushort));
        }
        if (TrainingSettings.LearnsHalves(settings, context.Options, prepared))
        {
            memory.OnHost("half-sets and the rows of one", prepared.Count, sizeof(byte) + sizeof(int));
        }
        if (TrainingSettings.FitsSubspace(settings, context.Options, prepared))
        {
            memory.OnHost("coordinates in the subspace", prepared.Count, sizeof(float) * (SubspaceOptions.ComponentsFor(settings.LatentDimension) + settings.LatentDimension));
        }
        memory.AddEngine(TrainingSession.Scale(problem, options) is { } scale ? [problem, scale.Problem] : [problem], options.ShardSize, TrainingSession.CreateBuffer(problem, options), learns: true, linearises: !options.FreezeLatents, linear: options.TestsComposition, defocus: options.MayRefineDefocus);
        memory.Choose("minibatch", $"{options.BatchSize:N0} particles in shards of {options.ShardSize}; {(prepared.Micrographs is null ? "" : "about ")}{options.HeldOut:N0} held out");
        memory.OnHost("model and optimisers", 1, TrainingState.BytesOf(new FlowNetwork(problem.Flow).ParameterCount, box * box * box, CompositionModel.ParameterCount(problem), options.Optimizer));
        memory.OnHost("sums and the map's transform", 1, TrainingSession.BytesOf(problem, options));
        memory.OnHost("projections of still molecules", 1, options.TestsMotion ? TrainingModel.OrientationBytes(box) : 0);
        memory.OnHost("validation of a worker", memory.Workers, TrainingWorker.BytesOf(problem, options));
        return memory.Build();
    }
}
