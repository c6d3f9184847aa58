using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.LatentFrames;

/// <summary>A latent coordinate on trial, with latents whose distribution is known.</summary>
public sealed class CoordinateTrialTests
{
    private const int Particles = 2000;

    [Theory]
    [InlineData(0.4, false, true)] // spread 0.4 of its own, known to 0.2: four times the variance
    [InlineData(0.25, false, false)] // as uncertain as it varies, nearly
    [InlineData(0.8, true, false)] // the square of the first coordinate
    public void It_holds_where_it_varies_by_itself_by_more_than_its_posteriors_leave_open(double spread, bool curled, bool expected)
    {
        using ParticleState particles = Two(i => Draw(i, 0), i => curled ? spread * (Draw(i, 0) * Draw(i, 0) - 1) : spread * Draw(i, 1), deviation: 0.2);
        CoordinateTrial.Holds(particles, [], 1).ShouldBe(expected);
    }

    [Fact]
    public void Particles_that_are_not_trained_on_do_not_count()
    {
        int[] held = [.. Enumerable.Range(0, Particles).Where(i => i % 4 == 1)];
        using ParticleState particles = Two(i => Draw(i, 0), i => (i % 4 == 1 ? 3 : 0.1) * Draw(i, 1), deviation: 0.2);
        CoordinateTrial.Holds(particles, [], 1).ShouldBeTrue();
        CoordinateTrial.Holds(particles, held, 1).ShouldBeFalse();
    }

    [Fact]
    public void One_that_is_left_out_again_is_0_with_its_uncertainty_and_moves_nothing()
    {
        var world = new SmallWorld(latentDimension: 2);
        FlowNetwork network = world.Network;
        float[] flow = network.Initialise(3), before = [.. flow];
        CoordinateTrial.Begin(network, flow, 1, seed: 9);
        flow.ShouldNotBe(before);
        Enumerable.Range(0, flow.Length).Where(i => flow[i] != before[i]).ShouldAllBe(i => i / network.HiddenStride == 1, "the weights of the second input alone");
        Flow(network, flow, [0.3f, 0]).ShouldNotBe(Flow(network, flow, [0.3f, 0.7f]));
        using ParticleState particles = Two(i => Draw(i, 0), i => Draw(i, 1), deviation: 0.2);
        float[] moments = [.. flow.Select(_ => 1f)];
        CoordinateTrial.End(network, flow, [moments, []], particles, 1);
        Enumerable.Range(0, moments.Length).ShouldAllBe(i => moments[i] == (i / network.HiddenStride == 1 ? 0 : 1));
        Flow(network, flow, [0.3f, 0]).ShouldBe(Flow(network, flow, [0.3f, 0.7f]));
        var block = new ParticleBlock(particles.Layout, Particles);
        particles.Read(0, Particles, block);
        float[] latents = [.. block.Column(ParticleColumns.Latents)[..(2 * Particles)]], covariances = [.. block.Column(ParticleColumns.Covariance)[..(3 * Particles)]];
        Enumerable.Range(0, Particles).ShouldAllBe(i => latents[2 * i] == (float)Draw(i, 0) && latents[2 * i + 1] == 0);
        Enumerable.Range(0, Particles).ShouldAllBe(i => covariances[3 * i] > 0 && covariances[3 * i + 1] == 0 && covariances[3 * i + 2] == 0);
    }

    private static float[] Flow(FlowNetwork network, float[] parameters, float[] latent)
    {
        float[] flow = new float[3 * network.Architecture.VertexCount];
        network.Forward(parameters, latent, 1, flow, network.CreateWorkspace(1));
        return flow;
    }

    private static double Draw(int particle, ulong series) => CounterRandom.Normal(21, series, 0, (ulong)particle, 0);

    private static ParticleState Two(Func<int, double> first, Func<int, double> second, double deviation)
    {
        float variance = (float)(deviation * deviation);
        var particles = new ParticleState(Particles, ParticleColumns.OfRun(2), "in memory");
        particles.Write(ParticleColumns.Latents, ColumnWriters.Training, [.. Enumerable.Range(0, Particles).SelectMany(i => new[] { (float)first(i), (float)second(i) })]);
        particles.Write(ParticleColumns.Covariance, ColumnWriters.Training, [.. Enumerable.Range(0, Particles).SelectMany(_ => new[] { variance, 0.01f, variance })]);
        return particles;
    }
}
