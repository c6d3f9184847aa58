using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;

namespace Flex3D.Gpu.Proof;

/// <summary>Tests a device on a small problem before it is used: its results must agree with the processor's, and be the same bits twice.</summary>
/// <remarks>This finds a driver or a compiler that miscompiles in less than a second, before it can produce a wrong map.</remarks>
public static class DeviceProof
{
    /// <summary>The largest accepted difference from the processor: of an energy relative to the largest, of a gradient relative to its norm.</summary>
    public const double Tolerance = 2e-5;

    /// <summary>Tests each device of an engine.</summary>
    /// <exception cref="DeviceException">A device's results differ from the processor's, or from its own in a second run.</exception>
    public static void Require(GpuEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var problem = new ProofProblem();
        using var processor = new SimdEngine();
        ProofResult expected = problem.Solve(processor);
        ProofResult first = problem.Solve(engine);
        Require(engine.Name, expected, first);
        for (int turn = 1; turn < 2 * engine.Count; turn++) // evaluators are assigned to the devices in turn
        {
            if (!problem.Solve(engine).Equals(first))
            {
                throw new DeviceException($"{engine.Name} does not compute the same bits in two runs");
            }
        }
    }

    /// <summary>Compares a device's result with the processor's.</summary>
    internal static void Require(string name, ProofResult expected, ProofResult found)
    {
        foreach ((string what, double distance) in expected.Distances(found))
        {
            if (!(distance <= Tolerance)) // NaN counts as a difference
            {
                throw new DeviceException($"{name} disagrees with the processor: {what} differs by {distance:0.0e0}, where {Tolerance:0.0e0} is allowed; try a newer driver, or device: cpu");
            }
        }
    }
}
