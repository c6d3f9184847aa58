using System.Text.Json;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Training;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Inference;

public sealed class LatentPriorTests
{
    [Fact]
    public void Centering_is_the_golden_one_and_the_unit_gaussian_is_added()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(SharedData.Golden("prior.json")));
        JsonElement root = golden.RootElement;
        var prior = new LatentPrior(root.GetProperty("strength").GetDouble(), root.GetProperty("scale").GetDouble(), root.GetProperty("power").GetDouble());
        int count = root.GetProperty("z").GetArrayLength();
        for (int i = 0; i < count; i++)
        {
            float[] z = [.. root.GetProperty("z")[i].EnumerateArray().Select(v => v.GetSingle())];
            double gaussian = 0.5 * z.Sum(v => (double)v * v), centering = root.GetProperty("energy")[i].GetDouble();
            prior.Energy(z).ShouldBe(centering + gaussian, 1e-6 * (1 + centering));
        }
        count.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void Slope_and_curvature_are_those_of_the_energy()
    {
        var prior = new LatentPrior(20, 1.5, 4);
        foreach (double z in (double[])[-1.3, -0.4, 0.05, 0.7, 1.5])
        {
            double Energy(double at) => prior.Energy([(float)at]);
            const double Step = 0.02;
            (double slope, double curvature) = prior.Derivatives(z);
            slope.ShouldBe((Energy(z + Step) - Energy(z - Step)) / (2 * Step), 0.02 * (1 + Math.Abs(slope)));
            curvature.ShouldBe((Energy(z + Step) + Energy(z - Step) - 2 * Energy(z)) / (Step * Step), 0.02 * curvature);
        }
    }
}
