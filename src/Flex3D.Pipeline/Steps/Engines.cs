using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;

namespace Flex3D.Pipeline.Steps;

/// <summary>The engine that the settings ask for.</summary>
internal static class Engines
{
    /// <summary>An engine for the chosen device; what cannot be chosen is refused where the settings are read.</summary>
    public static IEngine Create(PipelineOptions options) => (options.Device ?? ComputeDevice.Cpu) switch
    {
        ComputeDevice.Cpu => new SimdEngine(),
        var other => throw new InvariantException($"device {other} has no engine"),
    };

    /// <summary>How the actors name it.</summary>
    public static DeviceChoice Device(int shardSize) => new("cpu", shardSize);
}
