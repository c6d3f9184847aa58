using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Tests.Motion;

/// <summary>Coordinates from linear functionals of the flow against those of the flow of every vertex.</summary>
public class InternalCoordinatesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void They_are_those_of_the_internal_flow(bool turns)
    {
        // The whole turns by up to 20° or does not, a part beyond the middle bends, and all of it stretches.
        float[] bend = PlantedModel.Field((x, y, z) => PlantedModel.Turn(x, y, z, turns ? 20 : 0) is var (a, b, c) ? (a, b, c + 0.4 * Math.Max(0, x)) : default);
        float[] stretch = PlantedModel.Field((x, y, z) => (1.1 * x, y, 0.95 * z));
        float[] latents = [.. Enumerable.Range(0, 400).Select(i => (float)(0.6 * CounterRandom.Normal(5, 118, 0, (ulong)i, 0)))];
        FlexModel model = PlantedModel.Create([(bend, Array.ConvertAll(bend, f => -0.7f * f)), (stretch, Array.ConvertAll(stretch, f => -f))], latents);
        var rigid = RigidPart.Of(model, PlantedModel.Density);
        var flow = new InternalFlow(model, rigid);
        PrincipalFrame frame = ModelMotion.Of(model, PlantedModel.Density, flow).Frame;
        double[] found = new double[200 * frame.Count];
        new InternalCoordinates(model, rigid, frame, frame.Count).Compute(latents, 200, found);
        for (int i = 0; i < found.Length; i++)
        {
            float[] at = ModelMotion.At(flow, latents.AsSpan(i / frame.Count * 2, 2));
            found[i].ShouldBe(frame.Coordinate(at, i % frame.Count), 2e-5);
        }
        found.Where((_, i) => i % frame.Count == 0).Max().ShouldBeGreaterThan(0.5, "something moves");
    }
}
