using Flex3D.Stages.Coarse;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Coarse;

/// <summary>Losses and gradients at half the box against those at the full one, of images that have only frequencies of which both have the model.</summary>
public sealed class CoarseScaleTests
{
    private const int Images = 6;
    private readonly SmallWorld _world = new(box: 48, particles: Images, cellsAcross: 5);
    private readonly CoarseScale _scale;
    private readonly ModelSnapshot _full, _coarse;

    public CoarseScaleTests()
    {
        _scale = new CoarseScale(_world.Problem, 24);
        _full = new ModelSnapshot(_world.Voxels, _world.LivelyFlow(), Strengths.Rigidity(0.1));
        _coarse = _full with { Voxels = _scale.Voxels(_world.Voxels) };
    }

    [Fact]
    public void The_terms_of_a_rigid_model_are_those_at_the_full_box() => Agree(new ModelSnapshot(_world.Voxels), new ModelSnapshot(_coarse.Voxels), 0.002);

    [Fact]
    public void The_terms_of_a_model_that_moves_are_those_at_the_full_box_but_for_how_strongly_strained_cells_are_sampled() => Agree(_full, _coarse, 0.015);

    [Fact]
    public void The_gradient_of_the_flow_is_that_at_the_full_box()
    {
        ImageShard shard = Shard();
        float[] full = new float[_full.FlowParameters!.Length], coarse = new float[full.Length];
        using var engine = new SimdEngine();
        using (IShardEvaluator evaluator = engine.CreateEvaluator(_world.Problem))
        {
            evaluator.SetModel(_full);
            evaluator.AccumulateFlowGradient(shard, _world.AllLatents(4), full, new CandidateEnergy[Images]);
        }
        using (var images = new CoarseImages(engine, _world.Box, _scale.Problem, Images))
        {
            (IShardEvaluator evaluator, ImageShard small) = images.Of(shard, _coarse);
            evaluator.AccumulateFlowGradient(small, _world.AllLatents(4), coarse, new CandidateEnergy[Images]);
        }
        double across = 0, square = 0, difference = 0;
        for (int i = 0; i < full.Length; i++)
        {
            (across, square, difference) = (across + full[i] * (double)coarse[i], square + full[i] * (double)full[i], difference + Math.Pow(full[i] - coarse[i], 2));
        }
        (across / square).ShouldBe(1, 0.05); // a difference of large terms
        Math.Sqrt(difference / square).ShouldBeLessThan(0.07);
    }

    [Fact]
    public void Components_beyond_the_smaller_box_do_not_matter_there()
    {
        ImageShard shard = Shard(), other = Shard();
        int columns = _world.Box / 2 + 1;
        for (int k = 0; k < Images * shard.SpectrumLength; k++)
        {
            int x = k % columns, row = k / columns % _world.Box, y = Math.Min(row, _world.Box - row);
            if (x >= 12 || y >= 12)
            {
                (other.TargetReal[k], other.Weight[k]) = (7, 3);
            }
        }
        EvaluateCoarse(other, _coarse).ShouldBe(EvaluateCoarse(shard, _coarse));
    }

    // Images of different contrasts, without frequencies beyond 0.2 cycles/pixel.
    private ImageShard Shard()
    {
        ImageShard shard = _world.LivelyShard();
        int columns = _world.Box / 2 + 1;
        for (int k = 0; k < Images * shard.SpectrumLength; k++)
        {
            int x = k % columns, row = k / columns % _world.Box, y = Math.Min(row, _world.Box - row);
            if (x * x + y * y > 0.04 * _world.Box * _world.Box)
            {
                (shard.TargetReal[k], shard.TargetImaginary[k], shard.Weight[k]) = (0, 0, 0);
            }
        }
        for (int i = 0; i < Images; i++)
        {
            shard.Contrast[i] = 0.8f + 0.1f * i;
        }
        return shard;
    }

    private void Agree(ModelSnapshot full, ModelSnapshot coarse, double tolerance)
    {
        ImageShard shard = Shard();
        CandidateEnergy[] expected = new CandidateEnergy[Images], found = EvaluateCoarse(shard, coarse);
        using var evaluator = new SimdShardEvaluator(_world.Problem);
        evaluator.SetModel(full);
        evaluator.Evaluate(shard, _world.AllLatents(4), 1, expected);
        for (int i = 0; i < Images; i++)
        {
            (found[i].Cross / expected[i].Cross).ShouldBe(1, tolerance);
            (found[i].Power / expected[i].Power).ShouldBe(1, tolerance);
            found[i].Prior.ShouldBe(expected[i].Prior); // the same mesh
        }
    }

    private CandidateEnergy[] EvaluateCoarse(ImageShard shard, ModelSnapshot model)
    {
        using var engine = new SimdEngine();
        using var images = new CoarseImages(engine, _world.Box, _scale.Problem, Images);
        var energies = new CandidateEnergy[Images];
        (IShardEvaluator evaluator, ImageShard small) = images.Of(shard, model);
        small.Constant[..Images].ShouldBe(shard.Constant[..Images]);
        small.Contrast[..Images].ShouldBe(shard.Contrast[..Images]);
        evaluator.Evaluate(small, _world.AllLatents(4), 1, energies);
        return energies;
    }
}
