using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Steps;

/// <summary>The engine that the settings ask for.</summary>
internal static class Engines
{
    public const string Cpu = "cpu";

    /// <exception cref="InputException">The device is not one this build can use.</exception>
    public static IEngine Create(PipelineOptions options) => (options.Device ?? "auto") switch
    {
        "auto" or Cpu => new SimdEngine(),
        string other => throw new InputException("the pipeline", "device", $"'{other}'", "auto or cpu", "this version computes on the CPU"),
    };

    /// <summary>How the actors name it.</summary>
    public static DeviceChoice Device(int shardSize) => new(Cpu, shardSize);
}
