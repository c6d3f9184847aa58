using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Training;

namespace Flex3D.Bench;

/// <summary>Training without actors, dataflow, ledger, checkpoints or status: the same work on shards by a parallel loop over each step.</summary>
/// <param name="program">The work, with the workers' memory: where that lies decides a few per cent of the speed, so both ways share it.</param>
internal sealed class BareLoop(StepContext context, TrainingSession session, TrainingProgram program)
{
    private readonly Stack<(int Worker, TrainingBuffer Buffer)> _hands = new(Enumerable.Range(0, program.Workers.Engine.Workers).Select(worker => (worker, session.CreateBuffer())));
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = context.Threads };

    public void RunEpoch()
    {
        program.BeginEpoch();
        foreach (StepPlan step in program.Steps)
        {
            program.Begin(step.Step);
            Parallel.For(0, step.ParticlesPerShard.Count, _parallel, shard => Work(new ShardKey(step.Step, shard)));
            program.Commit(step.Step);
        }
        session.EndEpoch();
    }

    private void Work(ShardKey shard)
    {
        (int Worker, TrainingBuffer Buffer) hand;
        lock (_hands)
        {
            hand = _hands.Pop();
        }
        program.Read(shard, hand.Buffer);
        program.Prepare(shard, hand.Buffer);
        program.Infer(shard, hand.Buffer, hand.Worker);
        program.Accumulate(shard, hand.Buffer, hand.Worker);
        lock (program)
        {
            program.Reduce(shard, hand.Buffer);
        }
        lock (_hands)
        {
            _hands.Push(hand);
        }
    }
}
