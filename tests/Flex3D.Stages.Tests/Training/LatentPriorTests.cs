using System.Text.Json;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Training;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Training;

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
}
