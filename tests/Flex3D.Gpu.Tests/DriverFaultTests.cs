using Flex3D.Gpu.Devices;
using Flex3D.Gpu.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Tests.Worlds;
using ILGPU.Runtime.Cuda;

namespace Flex3D.Gpu.Tests;

/// <summary>Drivers that lack a function, or are not there: a refusal with the reason, wherever it is met.</summary>
public class DriverFaultTests
{
    private const string Missing = "Unable to find an entry point named 'cuCtxGetSharedMemConfig' in shared library 'cuda'.";

    public static TheoryData<Exception, string> Refusals => new()
    {
        { new EntryPointNotFoundException(Missing), Missing },
        { new DllNotFoundException("no libcuda"), "no libcuda" },
        { new BadImageFormatException("made for another processor"), "made for another processor" },
        { new TypeInitializationException("CudaAPI", new DllNotFoundException("no libcuda")), "no libcuda" },
        { new CudaException("an illegal memory access"), "an illegal memory access" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_device_whose_driver_refuses_is_not_opened_and_the_reason_is_given(Exception fault, string reason) =>
        Should.Throw<DeviceException>(() => DeviceOpener.Open(["cuda:0"], () => throw fault)).Message.ShouldBe($"device cuda:0 could not be opened: {reason}");

    [Theory]
    [MemberData(nameof(Refusals))]
    public void An_evaluator_reports_it_as_a_fault_of_the_device(Exception fault, string reason) =>
        Should.Throw<DeviceException>(() => new DeviceEvaluator(new SharedEvaluator("card 7", new SmallWorld(box: 12, particles: 1).Problem, 4, 4, (_, _) => throw fault))).Message.ShouldBe($"card 7 failed: {reason}");

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(NullReferenceException))]
    public void A_defect_of_ours_is_no_refusal(Type defect)
    {
        var thrown = (Exception)Activator.CreateInstance(defect)!;
        Should.Throw<Exception>(() => DeviceOpener.Open(["cuda:0"], () => throw thrown)).ShouldBeSameAs(thrown);
        DriverFaults.IsRefusal(new TypeInitializationException("Ours", thrown)).ShouldBeFalse();
    }

    [Fact]
    public void A_driver_that_fails_while_devices_are_listed_is_described_though_the_library_drops_the_reason()
    {
        FoundDevice found = DeviceFinder.Of("cuda", () =>
        {
            try
            {
                throw new EntryPointNotFoundException(Missing);
            }
            catch (EntryPointNotFoundException)
            {
                return [];
            }
        }).ShouldHaveSingleItem();
        found.ShouldBe(new FoundDevice("cuda", "none", 0, $"the driver is installed and failed: {Missing}"));
        DeviceFinder.Of("cuda", () => []).ShouldHaveSingleItem().Rejected.ShouldBe("the driver is installed and reports no device");
        DeviceFinder.Of("cuda", () => throw new DllNotFoundException("gone")).ShouldHaveSingleItem().Rejected.ShouldBe("the driver failed: gone");
    }

    [Theory]
    [InlineData("NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024\nGCC version:  gcc version 12.3.0\n", "12.4, 550.54.15")]
    [InlineData("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build\n", "12.4, 580.65.06")]
    [InlineData("nothing known", "12.4")]
    [InlineData(null, "12.4")]
    public void The_version_of_a_driver_includes_that_of_its_compiler(string? text, string expected)
    {
        string folder = Directory.CreateTempSubdirectory("flex3d-driver-").FullName, file = Path.Combine(folder, "version");
        try
        {
            if (text is not null)
            {
                using StreamWriter writer = File.CreateText(file);
                writer.Write(text);
            }
            DriverVersion.Cuda("12.4", file).ShouldBe(expected);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
