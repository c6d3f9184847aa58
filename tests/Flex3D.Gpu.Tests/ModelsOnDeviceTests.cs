using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Tests.Parity;
using Flex3D.Stages.Engine;
using Flex3D.Tests.Devices;

namespace Flex3D.Gpu.Tests;

/// <summary>Models that alternate within a shard stay on the device.</summary>
public sealed class ModelsOnDeviceTests : IDisposable
{
    private readonly SimulatedDevice _device = SimulatedDevice.Quick();

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Three_models_and_a_linear_one_are_copied_once_and_a_fourth_takes_the_place_of_the_oldest()
    {
        var world = new ParityWorld(12, anchored: true, flexed: true, lambda: 1);
        using var engine = new GpuEngine([_device.Accelerator]);
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        ModelSnapshot[] models = [world.Model, Scaled(1), Scaled(2), world.Linear];
        CandidateEnergy[][] first = [.. models.Select(Evaluate)];
        first.Select(energies => energies[0].Power).Distinct().Count().ShouldBe(4);
        foreach (ModelSnapshot model in models)
        {
            Array.Clear(model.Voxels); // a copy made from here on would be seen
        }
        for (int i = 0; i < 8; i++)
        {
            Evaluate(models[i % 4]).ShouldBe(first[i % 4], "nothing has been copied again");
        }
        Evaluate(models[1]);
        Evaluate(models[0]);
        Evaluate(Scaled(3));
        Evaluate(models[1]).ShouldBe(first[1]);
        Evaluate(models[0]).ShouldBe(first[0]);
        Evaluate(models[3]).ShouldBe(first[3]);
        Evaluate(models[2]).ShouldAllBe(energy => energy.Power == 0); // the one that had not been used for longest
        Evaluate(models[3] with { Voxels = models[0].Voxels })[0].Power.ShouldBeLessThan(first[3][0].Power);

        ModelSnapshot Scaled(float factor) => new([.. world.Model.Voxels.Select(value => factor * value)]);
        CandidateEnergy[] Evaluate(ModelSnapshot model)
        {
            var energies = new CandidateEnergy[world.Count];
            evaluator.SetModel(model);
            evaluator.Evaluate(world.Shard, world.Latents, 1, energies);
            return energies;
        }
    }

    [Theory]
    [InlineData(new float[] { 0, 0 }, 1)]
    [InlineData(new float[] { 1, -1 }, 1)]
    [InlineData(new float[] { 1.0001f, 0 }, 2)]
    [InlineData(new float[] { 1, -2 }, 2)]
    [InlineData(new float[] { -33, 7 }, 64)]
    [InlineData(new float[] { 1, float.NaN }, float.NaN)]
    [InlineData(new float[] { float.NegativeInfinity, 1 }, float.NaN)]
    public void The_scale_of_a_latent_brings_it_within_the_units(float[] latent, float scale)
    {
        (float found, float reciprocal) = RowDensities.Scale(latent);
        found.ShouldBe(scale);
        reciprocal.ShouldBe(float.IsNaN(scale) ? 0 : 1 / scale);
    }

    [Fact]
    public void Units_hold_the_largest_latent_of_either_sign()
    {
        float[] values = [.. Enumerable.Range(0, 1500).Select(i => 0.1f * (i % 7 - 3))], components = [.. Enumerable.Range(0, 4500).Select(i => 0.2f * (i % 5 - 2))];
        var units = new FixedPointUnits(1500);
        units.Fit(values, components);
        double most = 0, chunk = 0;
        for (int i = 0; i < 1500; i++)
        {
            double here = Math.Abs(values[i]) + (double)Math.Abs(components[i]) + Math.Abs(components[1500 + i]) + Math.Abs(components[3000 + i]);
            (most, chunk) = (most + here, chunk + (i < 1024 ? here : 0));
        }
        (most * units.PerDensity).ShouldBeInRange(Math.ScaleB(1, 60), Math.ScaleB(1, 61));
        (chunk * units.PerDensity / Math.ScaleB(1, units.Shifts[0])).ShouldBeInRange(Math.ScaleB(1, 30), Math.ScaleB(1, 31));
        (units.Density * units.PerDensity).ShouldBe(1);
        components[7] = float.NaN;
        units.Fit(values, components);
        units.Density.ShouldBe(double.NaN);
    }
}
