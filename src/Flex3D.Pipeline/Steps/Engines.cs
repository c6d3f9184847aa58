using System.Runtime.CompilerServices;
using Flex3D.Gpu;
using Flex3D.Gpu.Devices;
using Flex3D.Gpu.Engine;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Steps;

/// <summary>An engine with how a graph is to use it.</summary>
/// <param name="Name">As a user names it: <c>cpu</c>, <c>cuda:0</c>.</param>
/// <param name="Workers">Evaluators at once: a core each, or two a device, of which one computes while the other's images are on their way.</param>
/// <param name="Preparers">Shards prepared beside them; 0 where the workers' cores are the device.</param>
internal sealed record ChosenEngine(IEngine Engine, string Name, int Workers, int Preparers) : IDisposable
{
    /// <summary>How the graph's stages are manned.</summary>
    public ShardGraphOptions Hands(int queue, bool stopsInsideStep = false) => new(Workers, Preparers: Preparers, Queue: queue, StopsInsideStep: stopsInsideStep);

    public void Dispose() => Engine.Dispose();
}

/// <summary>The engine that the settings ask for.</summary>
internal static class Engines
{
    private const int EvaluatorsADevice = 2;
    private static readonly AsyncLocal<Replacement?> s_replacement = new();

    private sealed record Replacement(Func<IEngine, IEngine> Wrap, string? Named);

    /// <summary>An engine for the chosen device; without a choice the processor's.</summary>
    /// <exception cref="DeviceException">There is no such device, or it cannot be used.</exception>
    public static ChosenEngine Create(PipelineOptions options)
    {
        int threads = options.Threads ?? Environment.ProcessorCount;
        ChosenEngine chosen = options.Device is { Kind: not "cpu" } named ? Open(named, threads) : OnProcessor(threads);
        return s_replacement.Value is { } replacement
            ? chosen with { Engine = replacement.Wrap(chosen.Engine), Name = replacement.Named ?? chosen.Name }
            : chosen;
    }

    /// <summary>An engine for a step of a run; the code of a kernel that the device does not take is kept in the run's folder.</summary>
    /// <exception cref="DeviceException">There is no such device, or it cannot be used.</exception>
    public static ChosenEngine Create(StepContext context)
    {
        try
        {
            return Create(context.Options);
        }
        catch (KernelLoadException refused) when (refused.Code is { } code)
        {
            string file = Path.Combine(context.Run.Diagnostics, refused.FileName);
            DurableFile.WriteText(file, code);
            throw new DeviceException($"{refused.Message}; its code is in {file}", refused);
        }
    }

    /// <summary>The processor's engine: what is left when a device fails.</summary>
    public static ChosenEngine OnProcessor(int threads) => new(new SimdEngine(), "cpu", threads, 0);

    /// <summary>Puts another engine before the one chosen until the result is disposed of, for whoever asks here or further down: how tests make devices fail and shards overtake each other.</summary>
    /// <param name="named">What it is called instead.</param>
    internal static IDisposable Replace(Func<IEngine, IEngine> wrap, string? named = null)
    {
        s_replacement.Value = new Replacement(wrap, named);
        return new Restore();
    }

    // Not inlined, so that a machine without an accelerator never loads the library that drives one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ChosenEngine Open(DeviceName name, int threads)
    {
        GpuEngine engine = DeviceOpener.Open(name.Kind, name.Index);
        return new(engine, name.ToString(), EvaluatorsADevice * engine.Count, threads);
    }

    private sealed class Restore : IDisposable
    {
        public void Dispose() => s_replacement.Value = null;
    }
}
