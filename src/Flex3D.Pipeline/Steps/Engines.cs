using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;

namespace Flex3D.Pipeline.Steps;

/// <summary>The engine that the settings ask for.</summary>
internal static class Engines
{
    private static Func<IEngine, IEngine>? s_wrap;

    /// <summary>An engine for the chosen device; what cannot be chosen is refused where the settings are read.</summary>
    public static IEngine Create(PipelineOptions options)
    {
        IEngine engine = (options.Device ?? ComputeDevice.Cpu) switch
        {
            ComputeDevice.Cpu => new SimdEngine(),
            var other => throw new InvariantException($"device {other} has no engine"),
        };
        return Volatile.Read(ref s_wrap)?.Invoke(engine) ?? engine;
    }

    /// <summary>How the actors name it.</summary>
    public static DeviceChoice Device(int shardSize) => new("cpu", shardSize);

    /// <summary>Puts another engine before the one chosen until the result is disposed of: how tests change the order in which shards arrive.</summary>
    internal static IDisposable Replace(Func<IEngine, IEngine> wrap)
    {
        Volatile.Write(ref s_wrap, wrap);
        return new Restore();
    }

    private sealed class Restore : IDisposable
    {
        public void Dispose() => Volatile.Write(ref s_wrap, null);
    }
}
