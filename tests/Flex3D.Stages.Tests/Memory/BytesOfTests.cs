using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Optimisation;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Memory;

/// <summary>What is said to be held before it is made, against what is then held.</summary>
public sealed class BytesOfTests
{
    private const int Images = 6;
    private readonly SmallWorld _world = new(box: 40, particles: Images, cellsAcross: 5);

    private int Cube => _world.Box * _world.Box * _world.Box;
    private int Fields => CompositionModel.ParameterCount(_world.Problem);

    private static TrainingOptions Options { get; } = new() { BatchSize = 2, FlowPriors = Strengths.Rigidity(1), HeldOut = 2 };

    [Fact]
    public void An_array_that_is_held_is_found() =>
        HeldArrays.Bytes(new { One = new float[5], Two = (List<int[]>)[new int[3]], Three = (7, new byte[2]), Not = Options }, Options).ShouldBe(20 + 12 + 2);

    [Theory]
    [InlineData(5)]
    [InlineData(16)] // cells of few voxels, which are looked up one by one
    public void Of_a_problem_and_an_evaluator_of_the_processor(int cellsAcross)
    {
        var world = new SmallWorld(box: 40, particles: Images, cellsAcross: cellsAcross);
        Agree(world.Problem.Bytes, HeldArrays.Bytes(world.Problem));
        var model = new ModelSnapshot(world.Voxels, world.LivelyFlow(), Strengths.Rigidity(1));
        var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(model);
        evaluator.AccumulateFlowGradient(world.LivelyShard(), world.AllLatents(2), new float[model.FlowParameters!.Length], new CandidateEnergy[Images]);
        evaluator.AccumulateMapGradient(world.LivelyShard(), world.AllLatents(2), new float[model.Voxels.Length], new CandidateEnergy[Images]);
        Agree(SimdEngine.BytesOf(world.Problem), HeldArrays.Bytes(evaluator, world.Problem, world.Binding.Voxels, world.Voxels, model));
        var columns = new ParameterColumns(2, OwnParameters.Latents | OwnParameters.Rotation | OwnParameters.Shift | OwnParameters.Contrast);
        evaluator.Linearise(world.LivelyShard(), world.AllLatents(2), new NormalEquations(Images, columns));
        Agree(SimdEngine.BytesOf(world.Problem, linearises: true), HeldArrays.Bytes(evaluator, world.Problem, world.Binding.Voxels, world.Voxels, model));
        const double Share = 0.3;
        float limit = world.Voxels.Select(MathF.Abs).Order().ElementAt((int)((1 - Share) * world.Voxels.Length));
        ModelSnapshot sparse = model with { Voxels = Array.ConvertAll(world.Voxels, v => MathF.Abs(v) < limit ? 0 : v), Sparse = true };
        evaluator.SetModel(sparse);
        long held = HeldArrays.Bytes(evaluator, world.Problem, world.Binding.Voxels, world.Voxels, sparse, sparse.Voxels, model), said = SimdEngine.BytesOf(world.Problem, linearises: true, sparse: Share);
        said.ShouldBeInRange((long)(0.99 * held), (long)(1.05 * held));
        evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(model);
        evaluator.AccumulateFlowGradient(world.LivelyShard(), world.AllLatents(2), new float[model.FlowParameters!.Length], new CandidateEnergy[Images]);
        evaluator.Linearise(world.LivelyShard(), world.AllLatents(2), new NormalEquations(Images, columns));
        var linear = new ModelSnapshot(world.Voxels) { Components = [.. world.Voxels, .. world.Voxels] };
        evaluator.SetModel(linear);
        evaluator.AccumulateComponentGradient(world.LivelyShard(), world.AllLatents(2), new float[linear.Components.Length], new CandidateEnergy[Images]);
        Agree(SimdEngine.BytesOf(world.Problem, linearises: true, linear: true), HeldArrays.Bytes(evaluator, world.Problem, world.Binding.Voxels, world.Voxels, linear));
    }

    [Theory]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Nesterov)]
    public void Of_the_state_of_a_training(OptimizerKind optimizer)
    {
        using ParticleState none = NoParticles();
        Agree(TrainingState.BytesOf(_world.Network.ParameterCount, Cube, Fields, optimizer), HeldArrays.Bytes(new TrainingState(none, _world.Network.ParameterCount, Cube, Fields, optimizer), none));
    }

    [Fact]
    public void Of_a_training_session_its_workers_and_buffers()
    {
        using ParticleState particles = NoParticles();
        var state = new TrainingState(particles, _world.Network.ParameterCount, Cube, Fields, OptimizerKind.Adam);
        var source = new MemorySource(_world.Table, [new float[_world.Box * _world.Box]]);
        var session = new TrainingSession(_world.Problem, Options, state, source, 1);
        long sparse = sizeof(float) * _world.Binding.Count; // made when an epoch begins
        Agree(TrainingSession.BytesOf(_world.Problem, Options) - sparse, HeldArrays.Bytes(session, _world.Problem, _world.Binding, _world.Problem.Mesh, state, source));
        using var engine = new SimdEngine();
        using TrainingWorker worker = session.CreateWorker(engine);
        Agree(TrainingWorker.BytesOf(_world.Problem, Options), HeldArrays.Bytes(worker, worker.Evaluator, _world.Problem, _world.Binding, _world.Problem.Mesh));
        Agree(session.CreateBuffer().Bytes, HeldArrays.Bytes(session.CreateBuffer()));
        TrainingSession.CreateBuffer(_world.Problem, Options).Bytes.ShouldBe(session.CreateBuffer().Bytes);
    }

    [Fact]
    public void Of_a_reconstruction()
    {
        int voxels = _world.Voxels.Length;
        var state = new ReconstructionState(voxels, voxels, new EarlyStopping());
        foreach (LBfgs minimiser in state.Minimisers)
        {
            FillHistory(minimiser);
        }
        Agree(ReconstructionState.BytesOf(voxels, voxels), HeldArrays.Bytes(state));
        using ParticleState particles = NoParticles();
        var source = new MemorySource(_world.Table, [new float[_world.Box * _world.Box]]);
        var plan = ReconstructionPlan.Create(_world.Table, 1, 2, 3);
        var session = new ReconstructionSession([new(_world.Problem, null), new(_world.Problem, null)], _world.Problem, source, plan, particles, new ReconstructionState(voxels, voxels, new EarlyStopping()));
        session.BeginPass();
        Agree(ReconstructionSession.BytesOf(_world.Problem, _world.Problem), HeldArrays.Bytes(session, _world.Problem, source, plan, particles, session.State));
        ReconstructionSession.CreateBuffer(_world.Problem, _world.Problem, 2).Bytes.ShouldBe(session.CreateBuffer().Bytes);
    }

    private static ParticleState NoParticles() => new(0, ParticleColumns.OfRun(2), "unused");

    // A quadratic of many curvatures takes more steps than are remembered.
    private static void FillHistory(LBfgs minimiser)
    {
        float[] x = new float[minimiser.Dimension], gradient = new float[x.Length];
        while (minimiser.Iteration < 8)
        {
            minimiser.Next(x);
            double energy = 0;
            for (int i = 0; i < x.Length; i++)
            {
                float curvature = 1 + i % 50;
                gradient[i] = curvature * x[i] - 1;
                energy += 0.5 * curvature * x[i] * x[i] - x[i];
            }
            minimiser.Report(energy, gradient);
        }
    }

    // Small arrays are not worth a line in a plan.
    private static void Agree(long said, long held) => ((double)said).ShouldBe(held, 0.01 * held);
}
