using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Tests.Parity;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Priors;
using Flex3D.Tests.Devices;
using Flex3D.Tests.Worlds;

namespace Flex3D.Gpu.Tests;

/// <summary>A prior that has no kernels, beside one that has.</summary>
public sealed class PriorOnHostTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private readonly SimulatedDevice _device = SimulatedDevice.Quick();

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(GpuEngine.MostRows)]
    [InlineData(2)]
    public void It_weighs_as_much_on_a_device_as_on_the_processor(int rows)
    {
        var world = new SmallWorld(box: 12, particles: 5);
        EngineProblem problem = world.Problem with { Priors = [.. FlowPriorKind.All, PullPrior.Kind] };
        using var processor = new SimdEngine();
        using var engine = new GpuEngine([_device.Accelerator], rows: rows);
        (float[] flow, CandidateEnergy[] energies, double[] pull, NormalEquations own) = Work(processor);
        (float[] foundFlow, CandidateEnergy[] foundEnergies, double[] foundPull, NormalEquations foundOwn) = Work(engine);
        double norm = Math.Sqrt(flow.Sum(slope => (double)slope * slope));
        Math.Sqrt(flow.Zip(foundFlow, (a, b) => Math.Pow((double)a - b, 2)).Sum()).ShouldBeLessThan(Tolerance * norm);
        foreach ((CandidateEnergy expected, CandidateEnergy seen) in energies.Zip(foundEnergies))
        {
            seen.Prior.ShouldBe(expected.Prior, Tolerance * expected.Prior);
        }
        foundPull.Zip(pull, (a, b) => Math.Abs(a - b) / b).ShouldAllBe(difference => difference < Tolerance);
        pull.ShouldAllBe(energy => energy > 0);
        OwnAgreement.Require(own, foundOwn, Tolerance, bent: 2);
        foreach ((CandidateEnergy expected, CandidateEnergy seen) in own.Energies.Zip(foundOwn.Energies))
        {
            seen.Prior.ShouldBe(expected.Prior, Tolerance * expected.Prior);
        }

        (float[] Flow, CandidateEnergy[] Energies, double[] Pull, NormalEquations Own) Work(IEngine engine)
        {
            using IShardEvaluator evaluator = engine.CreateEvaluator(problem);
            float[] parameters = world.LivelyFlow(), gradient = new float[parameters.Length], latents = world.AllLatents(2);
            CandidateEnergy[] atFlow = new CandidateEnergy[5], atCandidates = new CandidateEnergy[10];
            double[] alone = new double[5];
            evaluator.SetModel(new ModelSnapshot(world.Voxels, parameters, Strengths.Rigidity(2).With("pull", 30)));
            evaluator.AccumulateFlowGradient(world.LivelyShard(), latents, gradient, atFlow);
            evaluator.Evaluate(world.LivelyShard(), [.. latents, .. latents], 2, atCandidates);
            evaluator.EvaluatePrior("pull", latents, alone);
            var equations = new NormalEquations(5, new ParameterColumns(2, OwnParameters.Latents | OwnParameters.Shift));
            evaluator.Linearise(world.LivelyShard(), latents, equations);
            return (gradient, [.. atFlow, .. atCandidates], alone, equations);
        }
    }

    [Fact]
    public void The_rigid_model_has_none_to_evaluate()
    {
        var world = new SmallWorld(box: 12, particles: 5);
        using var engine = new GpuEngine([_device.Accelerator]);
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem with { Priors = [PullPrior.Kind] });
        var energies = new CandidateEnergy[5];
        evaluator.SetModel(new ModelSnapshot(world.Voxels, null, PriorStrengths.None.With("pull", 1)));
        evaluator.Evaluate(world.LivelyShard(), world.AllLatents(2), 1, energies);
        energies.ShouldAllBe(energy => energy.Prior == 0 && energy.Power > 0);
    }
}
