using Flex3D.Pipeline.Memory;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Planning;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>Plans the memory of the reconstruct step.</summary>
internal static class ReconstructionMemory
{
    /// <exception cref="InputException">Prep or train have not been run.</exception>
    public static MemoryPlan Of(StepContext context)
    {
        const int ShardSize = ReconstructionProblem.ShardSize;
        PreparedFiles prepared = PreparedFiles.Read(context);
        var problem = ReconstructionProblem.Read(context, prepared);
        EngineProblem[] problems = [.. problem.Flexed.Select(half => half.Problem).Distinct(), problem.Rigid];
        int flexed = problems[0].Binding.Count, rigid = problem.Rigid.Binding.Count;
        var memory = new StepMemory(context, prepared);
        memory.AddParticles(problem.Model.Flow.LatentDimension, models: 1 + problem.Halves.Count);
        memory.OnHost("half-sets", prepared.Count, sizeof(byte));
        memory.AddEngine(problems, ShardSize, ReconstructionSession.CreateBuffer(problems[0], problem.Rigid, ShardSize), learns: false, linearises: false, linear: false);
        memory.Choose("pass", $"all particles in shards of {ShardSize}");
        memory.OnHost("minimisers of four maps", 1, ReconstructionState.BytesOf(flexed, rigid));
        memory.OnHost("sums, points and models", 1, ReconstructionSession.BytesOf(problems[0], problem.Rigid));
        memory.OnHost("masks", 2, sizeof(float) * problem.Mask.Values.LongLength);
        return memory.Build();
    }
}
