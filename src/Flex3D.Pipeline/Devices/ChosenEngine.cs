using Flex3D.Gpu.Devices;
using Flex3D.Pipeline.Graph;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Devices;

/// <summary>An engine, and the number of workers that a graph uses with it.</summary>
/// <param name="Name">The device, as a user names it: <c>cpu</c>, <c>cuda:0</c>.</param>
/// <param name="Workers">Number of workers, each with an evaluator: one for each thread, or several for each device, which evaluates the shards of some of them in one call.</param>
/// <param name="Preparers">Shards prepared at once on other threads; 0 if the workers compute on the processor.</param>
internal sealed record ChosenEngine(IEngine Engine, string Name, int Workers, int Preparers) : IDisposable
{
    /// <summary>The devices it computes on; none for the processor.</summary>
    public IReadOnlyList<FoundDevice> Devices { get; init; } = [];

    /// <summary>Devices that came before this one and could not be used, and why.</summary>
    public IReadOnlyList<DeviceException> PassedOver { get; init; } = [];

    /// <summary>Returns the number of workers in each stage of a graph.</summary>
    public ShardGraphOptions GraphOptions(int queue, bool stopsInsideStep = false) => new(Workers, Preparers: Preparers, Queue: queue, StopsInsideStep: stopsInsideStep);

    public void Dispose() => Engine.Dispose();
}
