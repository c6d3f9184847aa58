using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Training;

namespace Flex3D.Bench;

/// <summary>Training without actors, dataflow, ledger, checkpoints or status: the same work on shards by a parallel loop over each step.</summary>
internal static class BareLoop
{
    /// <summary>A <see cref="TrainStep.EpochLoop"/>.</summary>
    /// <param name="begun">Called as each epoch begins.</param>
    public static Task RunEpochsAsync(StepContext context, TrainingSession session, SetAside aside, Action begun)
    {
        using IEngine engine = Engines.Create(context.Options);
        using var program = new TrainingProgram(session, engine, context.Threads, aside);
        var hands = new Stack<(int Worker, TrainingBuffer Buffer)>(Enumerable.Range(0, context.Threads).Select(worker => (worker, session.CreateBuffer())));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = context.Threads };
        while (session.State.Epoch < EpochSchedule.Count(session.Options))
        {
            begun();
            program.BeginEpoch();
            foreach (StepPlan step in program.Steps)
            {
                program.Begin(step.Step);
                Parallel.For(0, step.ParticlesPerShard.Count, parallel, shard => Work(program, new ShardKey(step.Step, shard), hands));
                program.Commit(step.Step);
            }
            session.EndEpoch();
        }
        return Task.CompletedTask;
    }

    private static void Work(TrainingProgram program, ShardKey shard, Stack<(int Worker, TrainingBuffer Buffer)> hands)
    {
        (int Worker, TrainingBuffer Buffer) hand;
        lock (hands)
        {
            hand = hands.Pop();
        }
        program.Read(shard, hand.Buffer);
        program.Prepare(shard, hand.Buffer);
        program.Infer(shard, hand.Buffer, hand.Worker);
        program.Accumulate(shard, hand.Buffer, hand.Worker);
        lock (program)
        {
            program.Reduce(shard, hand.Buffer);
        }
        lock (hands)
        {
            hands.Push(hand);
        }
    }
}
