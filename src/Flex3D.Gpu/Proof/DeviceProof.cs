using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;

namespace Flex3D.Gpu.Proof;

/// <summary>Tries a device on a small problem before anything is asked of it: what it computes must be what the processor computes, and the same bits twice.</summary>
/// <remarks>A driver or a compiler that miscompiles shows here, in less than a second, and not as a map that looks wrong next week.</remarks>
public static class DeviceProof
{
    /// <summary>Largest difference from the processor: of an energy in units of the largest, of a gradient by its norm.</summary>
    public const double Tolerance = 2e-5;

    /// <summary>Tries each device of an engine.</summary>
    /// <exception cref="DeviceException">One computes something else, or not the same twice.</exception>
    public static void Require(GpuEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var problem = new ProofProblem();
        using var processor = new SimdEngine();
        ProofResult expected = problem.Solve(processor);
        ProofResult first = problem.Solve(engine);
        Require(engine.Name, expected, first);
        for (int turn = 1; turn < 2 * engine.Count; turn++) // evaluators are dealt to the devices in turn
        {
            if (!problem.Solve(engine).Equals(first))
            {
                throw new DeviceException($"{engine.Name} does not compute the same bits in two runs");
            }
        }
    }

    /// <summary>Holds a device's result against the processor's.</summary>
    internal static void Require(string name, ProofResult expected, ProofResult found)
    {
        foreach ((string what, double distance) in expected.Distances(found))
        {
            if (!(distance <= Tolerance)) // not a number is no agreement
            {
                throw new DeviceException($"{name} disagrees with the processor: {what} differs by {distance:0.0e0}, where {Tolerance:0.0e0} is allowed; try a newer driver, or device: cpu");
            }
        }
    }
}
