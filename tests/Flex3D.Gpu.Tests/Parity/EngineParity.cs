using Flex3D.Gpu.Tests.Reference;
using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>What every engine must be, beside consistent in itself: equal to the equations in double.</summary>
public abstract class EngineParity : LinearDensityConsistency
{
    private protected const double Tolerance = 1e-5;

    public static TheoryData<int, bool, bool> Worlds => new() { { 16, true, true }, { 16, false, true }, { 12, true, false }, { 20, true, true }, { 14, false, true }, { 22, true, true } };

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Energies_of_candidates_are_those_of_the_equations(int box, bool anchored, bool flexed)
    {
        const int Candidates = 5;
        var world = new ParityWorld(box, anchored, flexed, Lambda);
        float[] latents = world.Candidates(Candidates);
        CandidateEnergy[] expected = new CandidateEnergy[world.Count * Candidates], found = new CandidateEnergy[expected.Length];
        Both(world, (evaluator, reference) => evaluator.Evaluate(world.Shard, latents, Candidates, reference ? expected : found));
        Agree(expected, found);
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Map_gradients_are_those_of_the_equations(int box, bool anchored, bool flexed)
    {
        var world = new ParityWorld(box, anchored, flexed, Lambda);
        float[] expected = new float[world.Model.Voxels.Length], found = new float[expected.Length];
        CandidateEnergy[] energies = new CandidateEnergy[world.Count], foundEnergies = new CandidateEnergy[world.Count];
        Both(world, (evaluator, reference) => evaluator.AccumulateMapGradient(world.Shard, world.Latents, reference ? expected : found, reference ? energies : foundEnergies));
        Distance(expected, found).ShouldBeLessThan(Tolerance);
        Agree(energies, foundEnergies);
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(20, true)]
    [InlineData(22, false)]
    public void Flow_gradients_are_those_of_the_equations(int box, bool anchored)
    {
        var world = new ParityWorld(box, anchored, flexed: true, Lambda);
        float[] expected = new float[world.Model.FlowParameters!.Length], found = new float[expected.Length];
        CandidateEnergy[] energies = new CandidateEnergy[world.Count], foundEnergies = new CandidateEnergy[world.Count];
        Both(world, (evaluator, reference) => evaluator.AccumulateFlowGradient(world.Shard, world.Latents, reference ? expected : found, reference ? energies : foundEnergies));
        Distance(expected, found).ShouldBeLessThan(Tolerance);
        Agree(energies, foundEnergies);
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void The_rigidity_that_is_asked_for_alone_is_that_of_the_equations(int box, bool anchored, bool flexed)
    {
        const int Candidates = 8; // more rows than a small device takes at once
        var world = new ParityWorld(box, anchored, flexed, lambda: 0);
        float[] latents = world.Candidates(Candidates);
        double[] expected = new double[world.Count * Candidates], found = [.. Enumerable.Repeat(7.0, expected.Length)];
        Both(world, (evaluator, reference) => evaluator.EvaluatePrior("rigidity", latents, reference ? expected : found));
        for (int row = 0; row < expected.Length; row++)
        {
            found[row].ShouldBe(expected[row], Tolerance * expected[row] + 1e-12, $"row {row}");
        }
        expected.All(energy => energy > 0).ShouldBe(flexed);
    }

    [Theory]
    [InlineData(16, true, true, 0.0)]
    [InlineData(14, false, true, 0.0)]
    [InlineData(12, true, true, Lambda)]
    [InlineData(12, true, false, 0.0)]
    public void The_loss_to_second_order_is_that_of_the_equations(int box, bool anchored, bool flexed, double lambda)
    {
        var world = new ParityWorld(box, anchored, flexed, lambda);
        ParameterColumns columns = OwnSteps.All with { Included = flexed ? OwnSteps.All.Included : OwnSteps.All.Included & ~OwnParameters.Latents };
        NormalEquations expected = new(world.Count, columns), found = new(world.Count, columns);
        Both(world, (evaluator, reference) => evaluator.Linearise(world.Shard, world.Latents, reference ? expected : found));
        Agree(expected.Energies, found.Energies);
        OwnAgreement.Require(expected, found, Tolerance, lambda > 0 ? 2 : 0);
    }

    [Theory]
    [InlineData(OwnParameters.Shift | OwnParameters.Contrast)]
    [InlineData(OwnParameters.Rotation)]
    [InlineData(OwnParameters.Latents | OwnParameters.Defocus)]
    public void Parameters_can_be_left_out(OwnParameters included)
    {
        var world = new ParityWorld(12, anchored: true, flexed: true, Lambda);
        NormalEquations all = new(world.Count, OwnSteps.All), some = new(world.Count, new ParameterColumns(2, included));
        using IEngine engine = Open();
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        evaluator.SetModel(world.Model);
        evaluator.Linearise(world.Shard, world.Latents, all);
        evaluator.Linearise(world.Shard, world.Latents, some);
        OwnParameters[] order = [OwnParameters.Latents, OwnParameters.Rotation, OwnParameters.Shift, OwnParameters.Contrast, OwnParameters.Defocus];
        int[] widths = [2, 3, 2, 1, 1], kept = [.. order.SelectMany((kind, i) => Enumerable.Repeat(kind, widths[i])).Select((kind, column) => (kind & included) != 0 ? column : -1).Where(column => column >= 0)];
        some.Columns.Count.ShouldBe(kept.Length);
        Agree(all.Energies, some.Energies);
        for (int image = 0; image < world.Count; image++)
        {
            for (int a = 0; a < kept.Length; a++)
            {
                double diagonal = all.Hessian(image)[kept[a] * 10];
                some.Gradient(image)[a].ShouldBe(all.Gradient(image)[kept[a]], Tolerance * Math.Sqrt(diagonal * all.Energies[image].Power));
                for (int b = 0; b < kept.Length; b++)
                {
                    some.Hessian(image)[a * kept.Length + b].ShouldBe(all.Hessian(image)[kept[a] * 9 + kept[b]], Tolerance * Math.Sqrt(diagonal * all.Hessian(image)[kept[b] * 10]));
                }
            }
        }
    }

    [Fact]
    public void A_view_in_which_all_voxels_fall_on_one_point_is_summed_without_loss()
    {
        var world = new ParityWorld(12, anchored: true, flexed: false, Lambda);
        for (int i = 0; i < world.Count; i++)
        {
            float[] pose = [0, 0, 0, 0, 0, 0, 6.25f, 5.5f + 0.1f * i];
            pose.CopyTo(world.Shard.Pose, i * ImageShard.PoseLength);
        }
        CandidateEnergy[] expected = new CandidateEnergy[world.Count], found = new CandidateEnergy[world.Count];
        Both(world, (evaluator, reference) => evaluator.Evaluate(world.Shard, world.Latents, 1, reference ? expected : found));
        Agree(expected, found);
    }

    private protected void Both(ParityWorld world, Action<IShardEvaluator, bool> work, ModelSnapshot? model = null)
    {
        using IEngine engine = Open(), reference = new ReferenceEngine();
        foreach (IEngine each in (IEngine[])[engine, reference])
        {
            using IShardEvaluator evaluator = each.CreateEvaluator(world.Problem);
            evaluator.SetModel(model ?? world.Model);
            work(evaluator, each == reference);
        }
    }

    private protected static void Agree(CandidateEnergy[] expected, CandidateEnergy[] found)
    {
        double scale = expected.Max(energy => energy.Power);
        for (int i = 0; i < expected.Length; i++)
        {
            found[i].Cross.ShouldBe(expected[i].Cross, Tolerance * scale, $"cross of {i}");
            found[i].Power.ShouldBe(expected[i].Power, Tolerance * scale, $"power of {i}");
            found[i].Prior.ShouldBe(expected[i].Prior, Tolerance * expected[i].Prior + 1e-12, $"prior of {i}");
        }
    }
}
