using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Halves;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Baselines;

/// <summary>The particles of a run with the poses, contrasts, weights and half-sets that its rigid maps were made with.</summary>
internal sealed class BaselineParticles : IDisposable
{
    private const int Block = 1024;

    private readonly List<IDisposable> _open = [];

    /// <param name="context">The reconstruct step of the run.</param>
    /// <param name="scratch">Folder for the state of many particles, until this object is disposed of.</param>
    public BaselineParticles(StepContext context, PreparedFiles prepared, FlexModel model, string scratch)
    {
        Table = Opened(prepared.ReadTable(context));
        INoiseModel noise = Opened(prepared.ReadNoise(context, Table));
        Images = new FullSizeParticles(Table, Opened(new ParticleStacks(Table, box: prepared.FullBox)), noise);
        Plan = ReconstructionPlan.Create(Table, AutomaticSettings.HeldOutOfHalf(prepared.Images), ReconstructionProblem.ShardSize, (ulong)context.Options.Seed, HalfTrainings.FromTable(context.Options));
        State = FrameNote.Read(context.ResultsOf(ReconstructStep.Name))?.OwnFlows == true
            ? new HalvesState(Read(TrainingResults.ModelFileOf(context, 1), "half1"), Read(TrainingResults.ModelFileOf(context, 2), "half2"), Plan.HalfSets())
            : Read(TrainingResults.ModelFileOf(context), "all");

        ParticleState Read(string file, string part) => Opened(UsedParticles.Read(model, file, Path.Combine(scratch, part)));
    }

    public ParticleTable Table { get; }

    /// <summary>The full-size images.</summary>
    public FullSizeParticles Images { get; }

    /// <summary>The half-sets and shards of the reconstruction.</summary>
    public ReconstructionPlan Plan { get; }

    /// <summary>The state of each particle that the reconstruction used.</summary>
    public IParticleState State { get; }

    /// <summary>Whether any of them has a re-estimated pose.</summary>
    public bool HaveRefinedPoses()
    {
        var block = new ParticleBlock(State.Layout, Block);
        for (int first = 0; first < State.Count; first += Block)
        {
            int count = Math.Min(Block, State.Count - first);
            State.Read(first, count, block);
            if (block.Column(ParticleColumns.Turn)[..(3 * count)].ContainsAnyExcept(0f) || block.Column(ParticleColumns.Shift)[..(2 * count)].ContainsAnyExcept(0f))
            {
                return true;
            }
        }
        return false;
    }

    public void Dispose()
    {
        foreach (IDisposable file in Enumerable.Reverse(_open))
        {
            file.Dispose();
        }
    }

    private T Opened<T>(T file)
        where T : IDisposable
    {
        _open.Add(file);
        return file;
    }
}
