using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Proof;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;
using Flex3D.Tests.Devices;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Flex3D.Gpu.Tests;

/// <summary>What a device has to show before it is used.</summary>
public sealed class DeviceProofTests(SmallSimulatedDevice device) : IClassFixture<SmallSimulatedDevice>
{
    [Fact]
    public void Two_simulated_devices_pass_together() => Pass(ForwardSplat.Tiles);

    [Fact]
    [Trait("Category", "Long")]
    public void So_they_do_with_the_other_splat()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        Pass(ForwardSplat.Atomics);
    }

    private void Pass(ForwardSplat splat)
    {
        using Accelerator other = device.Context.CreateCPUAccelerator(0);
        using var engine = new GpuEngine([device.Accelerator, other], splat: splat);
        Should.NotThrow(() => DeviceProof.Require(engine));
    }

    [Theory]
    [InlineData(0, "the correlation of image and projection")]
    [InlineData(1, "the gradient of the flow")]
    [InlineData(2, "the gradient of the map")]
    [InlineData(3, "the gradient in the parameters of images")]
    [InlineData(4, "the Hessian in the parameters of images")]
    [InlineData(5, "the energy of the projection")]
    [InlineData(6, "the energy of the mixed density")]
    [InlineData(7, "the gradient of density components")]
    [InlineData(8, "the gradient in the parameters of images of mixed densities")]
    [InlineData(9, "the Hessian in the parameters of images of mixed densities")]
    public void What_differs_is_said(int which, string said)
    {
        using var processor = new SimdEngine();
        ProofResult right = new ProofProblem().Solve(processor);
        CandidateEnergy[] energies = [.. right.Energies];
        float[] flow = [.. right.Flow], map = [.. right.Map];
        NormalEquations own = Copy(right.Own);
        var linear = new LinearResult([.. right.Linear.Energies], [.. right.Linear.Components], Copy(right.Linear.Own));
        switch (which)
        {
            case 0:
                energies[^1] = energies[^1] with { Cross = energies[^1].Cross + 1e-4 * energies.Max(energy => energy.Power) };
                break;
            case 1:
                flow[Array.FindLastIndex(flow, value => value != 0)] += 1e-3f * flow.Max();
                break;
            case 2:
                map[7] = float.NaN;
                break;
            case 3:
                own.Gradient(1)[8] += 1e-3 * Math.Sqrt(2 * own.Energies[1].Power * own.Hessian(1)[^1]);
                break;
            case 5:
                energies[0] = energies[0] with { Power = double.NaN };
                break;
            case 6:
                linear.Energies[3] = linear.Energies[3] with { Power = linear.Energies[3].Power + 1e-4 * linear.Energies.Max(energy => energy.Power) };
                break;
            case 7:
                linear.Components[^5] += 1e-2f * linear.Components.Max();
                break;
            case 8:
                linear.Own.Gradient(2)[1] += 1e-3 * Math.Sqrt(2 * linear.Own.Energies[2].Power * linear.Own.Hessian(2)[10]);
                break;
            case 9:
                linear.Own.Hessian(0)[0] = double.NaN;
                break;
            default:
                own.Hessian(2)[5] = double.NaN;
                break;
        }
        DeviceException refused = Should.Throw<DeviceException>(() => DeviceProof.Require("cuda (a card)", right, new(energies, flow, map, own, linear)));
        refused.Message.ShouldContain(said);
        refused.Message.ShouldStartWith("cuda (a card) disagrees with the processor");
    }

    private static NormalEquations Copy(NormalEquations from)
    {
        var copy = new NormalEquations(from.Energies.Length, from.Columns);
        from.Energies.CopyTo(copy.Energies, 0);
        from.Gradients.CopyTo(copy.Gradients, 0);
        from.Hessians.CopyTo(copy.Hessians, 0);
        return copy;
    }

    [Fact]
    public void Every_kind_of_result_has_something_to_compare()
    {
        using var processor = new SimdEngine();
        ProofResult right = new ProofProblem().Solve(processor);
        right.Energies.ShouldAllBe(energy => energy.Power > 0 && energy.Cross != 0 && energy.Prior > 0);
        right.Map.ShouldAllBe(value => value != 0);
        right.Own.Gradients.ShouldAllBe(value => value != 0);
        right.Own.Hessians.ShouldAllBe(value => value != 0);
        right.Linear.Energies.ShouldAllBe(energy => energy.Power > 0 && energy.Cross != 0);
        right.Linear.Components.ShouldAllBe(value => value != 0);
        right.Linear.Own.Gradients.ShouldAllBe(value => value != 0);
        right.Linear.Own.Hessians.ShouldAllBe(value => value != 0);
        right.Flow.Count(value => value != 0).ShouldBeGreaterThan(right.Flow.Length / 10);
    }
}
