using Flex3D.Stages.Model;
using Flex3D.Stages.Optimisation;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

public sealed class ContinuedStateTests : IDisposable
{
    private const int Particles = 5, Vertices = 7, Box = 4;

    private readonly List<ParticleState> _particles = [];
    private readonly Random _random = new(8);

    public void Dispose() => _particles.ForEach(particles => particles.Dispose());

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(1, 4)]
    public void Every_particle_keeps_its_flow_bit_for_bit_and_added_coordinates_can_move_it(int before, int now)
    {
        TrainingState earlier = Trained(before), state = Fresh(now);
        ContinuedState.Begin(earlier, state, Options(), Network(now), sameOptimizer: true);
        float[] latents = Latents(earlier, before), wide = Latents(state, now);
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i].ShouldBe(i % now < before ? latents[i / now * before + i % now] : 0);
        }
        float[] flows = Flows(Network(before), earlier.Flow, latents);
        Flows(Network(now), state.Flow, wide).ShouldBe(flows);
        flows.Max(Math.Abs).ShouldBeGreaterThan(0.01f);
        if (now > before)
        {
            float[] moved = [.. wide.Select((z, i) => i % now == now - 1 ? 0.5f : z)];
            Flows(Network(now), state.Flow, moved).ShouldNotBe(flows);
        }
        state.ActiveLatents.ShouldBe(now);
    }

    [Fact]
    public void A_particle_keeps_the_uncertainty_of_its_earlier_coordinates_and_all_else_that_is_known_of_it()
    {
        TrainingState earlier = Trained(2), state = Fresh(3);
        ContinuedState.Begin(earlier, state, Options() with { RefinesPoses = true, RefinesDefocus = true }, Network(3), sameOptimizer: true);
        ParticleBlock then = Rows(earlier), now = Rows(state);
        for (int p = 0; p < Particles; p++)
        {
            float[] triangle = then.Column(ParticleColumns.Covariance).Slice(3 * p, 3).ToArray();
            now.Column(ParticleColumns.Covariance).Slice(6 * p, 6).ToArray().ShouldBe([triangle[0], triangle[1], triangle[2], 0, 0, 0]);
        }
        foreach (ParticleColumn column in (ParticleColumn[])[ParticleColumns.Contrast, ParticleColumns.Gain, ParticleColumns.Turn, ParticleColumns.Shift, ParticleColumns.DefocusChange, ParticleColumns.Weight])
        {
            now.Column(column).ToArray().ShouldBe(then.Column(column).ToArray(), column.Name);
        }
        (state.RefinesPoses, state.RefinesDefocus, state.TurnSpread).ShouldBe((true, true, earlier.TurnSpread));
    }

    [Fact]
    public void Poses_that_are_not_re_estimated_any_more_are_the_given_ones()
    {
        TrainingState earlier = Trained(2), state = Fresh(2);
        ContinuedState.Begin(earlier, state, Options() with { RefinesPoses = false, RefinesDefocus = false }, Network(2), sameOptimizer: true);
        ParticleBlock now = Rows(state);
        foreach (ParticleColumn column in (ParticleColumn[])[ParticleColumns.Turn, ParticleColumns.Shift, ParticleColumns.DefocusChange])
        {
            now.Column(column).ToArray().ShouldAllBe(value => value == 0);
        }
        (state.RefinesPoses, state.RefinesDefocus).ShouldBe((false, false));
    }

    [Fact]
    public void Maps_and_optimisers_go_on_and_epochs_begin_anew()
    {
        TrainingState earlier = Trained(2), state = Fresh(2);
        ContinuedState.Begin(earlier, state, Options(), Network(2), sameOptimizer: true);
        Learned(state).Zip(Learned(earlier)).ShouldAllBe(pair => pair.First.SequenceEqual(pair.Second));
        (state.FlowOptimizer.Steps, state.Epoch, state.Step, state.History.Count).ShouldBe((9L, 0, 0, 0));

        TrainingState other = Fresh(2, OptimizerKind.Nesterov);
        ContinuedState.Begin(earlier, other, Options(), Network(2), sameOptimizer: false);
        other.FlowOptimizer.Steps.ShouldBe(0);
        other.FlowOptimizer.First.ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Fewer_coordinates_than_before_are_no_continuation() =>
        Should.Throw<ArgumentOutOfRangeException>(() => ContinuedState.Begin(Trained(3), Fresh(2), Options(), Network(2), sameOptimizer: true));

    private static TrainingOptions Options() => new() { BatchSize = 5, HeldOut = 0, FlowPriors = Strengths.Rigidity(1), RefinesPoses = null, RefinesDefocus = null };

    private static FlowNetwork Network(int k) => new(new FlowArchitecture(k, 2, 32, Vertices, anchored: true));

    private TrainingState Fresh(int k, OptimizerKind optimizer = OptimizerKind.Adam)
    {
        var particles = new ParticleState(Particles, ParticleColumns.OfRun(k), "unused");
        _particles.Add(particles);
        var state = new TrainingState(particles, Network(k).ParameterCount, Box * Box * Box, k * Vertices, optimizer);
        Network(k).Initialise(3).CopyTo(state.Flow, 0);
        return state;
    }

    private TrainingState Trained(int k)
    {
        TrainingState state = Fresh(k);
        Network(k).Initialise(11).CopyTo(state.Flow, 0);
        foreach (float[] values in (float[][])[state.Map, state.RigidMap, state.MapPower, state.RigidMapPower, state.Occupancy, state.Centres, state.FlowOptimizer.First, state.FlowOptimizer.Second, state.OccupancyOptimizer.First])
        {
            Fill(values);
        }
        (state.FlowOptimizer.Steps, state.OccupancyOptimizer.Steps) = (9, 9);
        (state.Epoch, state.Step, state.TurnSpread, state.DefocusSpread, state.RefinesPoses, state.RefinesDefocus) = (4, 2, 0.01, 300, true, true);
        foreach (ParticleColumn column in ParticleColumns.All)
        {
            float[] values = new float[Particles * state.Particles.Layout.WidthOf(column)];
            Fill(values);
            state.Particles.Restore(column, 0, values);
        }
        return state;
    }

    private void Fill(float[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = 2 * _random.NextSingle() - 1;
        }
    }

    private static float[][] Learned(TrainingState state) =>
        [state.Flow, state.Map, state.RigidMap, state.MapPower, state.RigidMapPower, state.Occupancy, state.Centres, state.FlowOptimizer.First, state.FlowOptimizer.Second, state.OccupancyOptimizer.First, state.OccupancyOptimizer.Second];

    private static ParticleBlock Rows(TrainingState state)
    {
        var rows = new ParticleBlock(state.Particles.Layout, Particles);
        state.Particles.Read(0, Particles, rows);
        return rows;
    }

    private static float[] Latents(TrainingState state, int k)
    {
        float[] latents = Rows(state).Column(ParticleColumns.Latents).ToArray();
        latents.Length.ShouldBe(Particles * k);
        return latents;
    }

    private static float[] Flows(FlowNetwork network, float[] parameters, float[] latents)
    {
        float[] flows = new float[Particles * 3 * Vertices];
        network.Forward(parameters, latents, Particles, flows, network.CreateWorkspace(Particles));
        return flows;
    }
}
