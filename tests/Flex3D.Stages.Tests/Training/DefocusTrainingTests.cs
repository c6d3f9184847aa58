using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

/// <summary>Whole small trainings on particles whose table has a wrong defocus.</summary>
public sealed class DefocusTrainingTests : IDisposable
{
    private const int Count = 150;
    private const double Spread = 1500;
    private const float Signal = 3;
    private readonly List<ParticleState> _particles = [];
    private readonly SmallWorld _world = new(box: 20, particles: Count, latentDimension: 1);

    public void Dispose() => _particles.ForEach(particles => particles.Dispose());

    [Theory]
    [InlineData(true)]
    [InlineData(null)] // decided by held-out particles
    public void Errors_of_the_defocus_become_smaller(bool? refine)
    {
        TrainingState state = Train(refine, Spread, out double[] errors);
        float[] changes = Changes(state);
        double given = Rms(errors), left = Rms([.. errors.Zip(changes, (error, change) => error + change)]);
        TestContext.Current.TestOutputHelper?.WriteLine($"given {given:f0} Å, left {left:f0} Å, spread {state.DefocusSpread:f0} Å");
        state.RefinesDefocus.ShouldBeTrue();
        left.ShouldBeLessThan(0.7 * given);
        state.DefocusSpread.ShouldBe(given, 0.25 * given);
        state.History[^1].DefocusAngstrom.ShouldBe(state.DefocusSpread);
        changes.ShouldAllBe(change => change != 0, "held-out particles have theirs too");
    }

    [Fact]
    public void Where_the_defocus_is_right_automatic_is_off_and_no_bit_differs()
    {
        TrainingState off = Train(false, 0, out _), auto = Train(null, 0, out _);
        auto.RefinesDefocus.ShouldBeFalse();
        auto.Flow.ShouldBe(off.Flow);
        auto.Map.ShouldBe(off.Map);
        auto.RigidMap.ShouldBe(off.RigidMap);
        auto.History.ShouldBe(off.History);
        Rows(auto).ShouldBe(Rows(off));
        Changes(off).ShouldAllBe(change => change == 0);
    }

    private TrainingState Train(bool? refine, double spread, out double[] errors)
    {
        TrainingOptions options = new()
        {
            Seed = 4,
            Epochs = 6,
            WarmUpEpochs = 2,
            BatchSize = 40,
            ShardSize = 8,
            FlowPriors = Strengths.Rigidity(1),
            HeldOut = 50,
            RefinesDefocus = refine,
        };
        double[] off = errors = [.. Enumerable.Range(0, Count).Select(p => spread * CounterRandom.Normal(8, 2, 0, (ulong)p, 0))];
        var table = new ParticleTable("off", _world.Table.Stacks, _world.Table.Optics, Enumerable.Range(0, Count).Select(p =>
            _world.Table[p] with { DefocusUAngstrom = _world.Table[p].DefocusUAngstrom + off[p], DefocusVAngstrom = _world.Table[p].DefocusVAngstrom + off[p] }));
        var particles = new ParticleState(Count, ParticleColumns.OfRun(1), "in memory");
        _particles.Add(particles);
        TrainingState state = SmallTraining.Begin(_world, particles);
        for (int i = 0; i < state.Map.Length; i++)
        {
            (state.Map[i], state.RigidMap[i]) = (Signal * state.Map[i], Signal * state.RigidMap[i]);
        }
        (state.RefinesDefocus, state.DefocusSpread) = (refine == true, refine == false ? 0 : 1000);
        float[][] images = [.. Enumerable.Range(0, Count).Select(p =>
        {
            float[] image = Array.ConvertAll(_world.Project(p, _world.Voxels, []), v => Signal * v);
            SmallWorld.AddNoise(image, (ulong)p);
            return image;
        })];
        using var engine = new SimdEngine();
        SmallTraining.Run(SmallTraining.Session(_world, images, options, state, table), engine);
        return state;
    }

    private static float[] Changes(TrainingState state) => Of(state, ParticleColumns.DefocusChange);

    private static float[] Rows(TrainingState state) => [.. ParticleColumns.All.SelectMany(column => Of(state, column))];

    private static float[] Of(TrainingState state, ParticleColumn column)
    {
        var all = new ParticleBlock(state.Particles.Layout, Count);
        state.Particles.Read(0, Count, all);
        return [.. all.Column(column)];
    }

    private static double Rms(double[] values) => Math.Sqrt(values.Average(value => value * value));
}
