using System.Globalization;
using Flex3D.Gpu.Engine;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Runner;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;
using Flex3D.Tests.Devices;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A training stopped in the middle on one device goes on on another, with a warning, to the result of one that nothing disturbed.</summary>
public sealed class OtherDeviceTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-other-").FullName;
    private readonly SimulatedDevice _device = SimulatedDevice.Quick();

    public void Dispose()
    {
        _device.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    [Trait("Category", "Long")]
    public Task A_training_stopped_in_the_middle_goes_on_on_a_device()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        return StoppedAsync(deviceFirst: false);
    }

    [Fact]
    [Trait("Category", "Long")]
    public Task Or_from_a_device_on_the_processor()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        return StoppedAsync(deviceFirst: true);
    }

    private async Task StoppedAsync(bool deviceFirst)
    {
        await Flex.DoneAsync("prep", "--from", tiny.Run, "--out", In("prepared"), "--training-box", "12");
        await Flex.DoneAsync("mesh", "--from", In("prepared"), "--out", In("mesh"), "--cell-size", "24");
        File.WriteAllText(In("train.yaml"), $"from: {In("mesh")}\ntrain: {{epochs: 3, warmUpEpochs: 1, batchSize: 16, layers: 2, width: 32, latentDimension: 1}}\n");
        await Flex.DoneAsync("run", In("train.yaml"), "--out", In("undisturbed"));

        using var gpu = new GpuEngine([_device.Accelerator]);
        using var cpu = new SimdEngine();
        using var stop = new CancellationTokenSource();
        using var said = new StringWriter();
        using (On(deviceFirst))
        {
            var runner = new PipelineRunner(StepCatalogue.Default, TextWriter.Synchronized(said), new StopsAt("epoch 2/", stop));
            (await runner.RunAsync(PipelineFile.Load(In("train.yaml"), ["threads=2"]), In("run"), stop.Token)).ShouldBe(ExitCode.Stopped, said.ToString());
        }
        using (On(!deviceFirst))
        {
            string resumed = await Flex.DoneAsync("resume", In("run"));
            resumed.ShouldContain("continuing from epoch 2, step 1");
            (string then, string now) = deviceFirst ? (gpu.BackendId, cpu.BackendId) : (cpu.BackendId, gpu.BackendId);
            resumed.ShouldContain($"continuing although the backend was {then} and is {now}: the results agree to rounding, not bit for bit");
        }
        double[] expected = Latents(In("undisturbed")), found = Latents(In("run"));
        found.Length.ShouldBe(TinyParticles.Count);
        expected.Max(Math.Abs).ShouldBeGreaterThan(0.5, "latents have moved");
        expected.Zip(found).Count(pair => Math.Abs(pair.First - pair.Second) <= 0.01).ShouldBeGreaterThan((int)(0.95 * TinyParticles.Count)); // the search branches
    }

    private IDisposable? On(bool device) => device ? Engines.Replace(_ => new GpuEngine([_device.Accelerator]), "cuda:0") : null;

    private static double[] Latents(string run) =>
        [.. File.ReadLines(Path.Combine(run, "latents.csv")).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
}
