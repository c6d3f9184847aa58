using System.Runtime.CompilerServices;
using Flex3D.Gpu;
using Flex3D.Gpu.Devices;
using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Proof;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Devices;

/// <summary>Creates the engine that the settings ask for.</summary>
internal static class Engines
{
    /// <summary>Workers of a device: they share its evaluators, each of which takes the shards of several in one call.</summary>
    internal const int WorkersADevice = GpuEngine.SharedADevice * GpuEngine.ShardsACall;

    private static readonly AsyncLocal<Replacement?> s_replacement = new();

    private sealed record Replacement(Func<IEngine, IEngine> Wrap, string? Named);

    /// <summary>Creates an engine for the chosen device or, without a choice, for the first of CUDA, OpenCL and the processor that passes its test.</summary>
    /// <exception cref="DeviceException">The device that was named is not there, or cannot be used.</exception>
    public static ChosenEngine Create(PipelineOptions options)
    {
        int threads = options.Threads ?? Environment.ProcessorCount;
        ChosenEngine chosen = (options.Device ?? DeviceName.Automatic) switch
        {
            { Kind: "cpu" } => OnProcessor(threads),
            { } named => Open(named, threads),
            null => DeviceFinder.HasDriver ? First(threads) : OnProcessor(threads),
        };
        return s_replacement.Value is { } replacement
            ? chosen with { Engine = replacement.Wrap(chosen.Engine), Name = replacement.Named ?? chosen.Name }
            : chosen;
    }

    /// <summary>Creates the engine of a step, and logs its name and the devices that could not be used; the code of a kernel that a device refuses is kept in the run's folder.</summary>
    /// <exception cref="DeviceException">The device that was named is not there, or cannot be used.</exception>
    public static ChosenEngine Create(StepContext context)
    {
        try
        {
            ChosenEngine chosen = Create(context.Options);
            foreach (DeviceException failed in chosen.PassedOver)
            {
                context.Log.Warning("device not used: {Device}", Kept(context, failed).Message);
            }
            context.Log.Information("computing on {Engine}", chosen.Engine.Name);
            if (context.Options.Device is null)
            {
                var choices = new Choices();
                choices.Note("device", $"{chosen.Name} on this machine");
                context.Settings.Use(context.Options, choices);
            }
            return chosen;
        }
        catch (KernelLoadException refused)
        {
            throw Kept(context, refused);
        }
    }

    private static DeviceException Kept(StepContext context, DeviceException fault)
    {
        if (fault is not KernelLoadException { Code: { } code } refused)
        {
            return fault;
        }
        string file = Path.Combine(context.Run.Diagnostics, refused.FileName), said = "";
        DurableFile.WriteText(file, code);
        if (refused.Log is { } log)
        {
            DurableFile.WriteText($"{file}.log", log);
            said = $", and what the driver's compiler said in {file}.log";
        }
        return new DeviceException($"{refused.Message}; its code is in {file}{said}", refused);
    }

    /// <summary>Creates the processor's engine, on which a run continues when no other device is left.</summary>
    public static ChosenEngine OnProcessor(int threads) => Manned(new SimdEngine(), "cpu", 0, threads);

    /// <summary>Returns the number of workers, and of shards prepared beside them, for a number of devices; with none, the processor evaluates.</summary>
    internal static (int Workers, int Preparers) WorkersOf(int devices, int threads) => devices == 0 ? (threads, 0) : (WorkersADevice * devices, threads);

    /// <summary>Creates the engine that replaces one of which a device has failed: on the other devices, if they pass their test again, else on the processor.</summary>
    /// <param name="failed">The engine that failed; it must have released its memory on the devices.</param>
    /// <param name="open">Opens devices of the failed engine; null for the usual way.</param>
    internal static ChosenEngine WhatIsLeft(ChosenEngine failed, int threads, Func<IReadOnlyList<FoundDevice>, ChosenEngine>? open = null)
    {
        open ??= devices => Open(string.Join('+', devices.Select(device => device.Name)), devices, threads);
        List<FoundDevice> sound = [];
        List<DeviceException> passed = [];
        foreach (FoundDevice device in failed.Devices.Count > 1 ? failed.Devices : [])
        {
            Try(() => open([device]).Dispose(), () => sound.Add(device));
        }
        ChosenEngine? left = null;
        if (sound.Count > 0 && sound.Count < failed.Devices.Count) // if all of them pass, it is not known which one failed
        {
            Try(() => left = open(sound), () => { });
        }
        return (left ?? OnProcessor(threads)) with { PassedOver = passed };

        void Try(Action use, Action well)
        {
            try
            {
                use();
                well();
            }
            catch (DeviceException fault)
            {
                passed.Add(fault);
            }
        }
    }

    /// <summary>Replaces the engine that is chosen, in this call and those it makes, until the result is disposed of. Tests use it to make devices fail and to change the order of shards.</summary>
    /// <param name="named">Name of the engine instead of its own; null to keep it.</param>
    internal static IDisposable Replace(Func<IEngine, IEngine> wrap, string? named = null)
    {
        s_replacement.Value = new Replacement(wrap, named);
        return new Restore();
    }

    // Not inlined, as Open, so that a machine without an accelerator never loads the library that drives one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ChosenEngine First(int threads) => First(DeviceFinder.Find(), threads, device => Open(device.Name, [device], threads));

    /// <summary>Opens the first device that can be used, or else the processor; tells why those before it could not.</summary>
    /// <param name="found">The devices in the order in which they are tried.</param>
    /// <param name="open">Opens one of them.</param>
    internal static ChosenEngine First(IReadOnlyList<FoundDevice> found, int threads, Func<FoundDevice, ChosenEngine> open)
    {
        List<DeviceException> passed = [];
        foreach (FoundDevice device in found)
        {
            if (device.Rejected is null)
            {
                try
                {
                    return open(device) with { PassedOver = passed };
                }
                catch (DeviceException failed)
                {
                    passed.Add(failed);
                }
            }
            else if (device.Index is not null) // a kind without any device is not reported
            {
                passed.Add(new($"{device.Name} ({device.Description}): {device.Rejected}"));
            }
        }
        return OnProcessor(threads) with { PassedOver = passed };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ChosenEngine Open(DeviceName name, int threads)
    {
        (IReadOnlyList<FoundDevice> wanted, string? whyNot) = DeviceOpener.Choose(name.Kind, name.Index);
        return whyNot is null ? Open(name.ToString(), wanted, threads) : throw new DeviceException(whyNot);
    }

    private static ChosenEngine Open(string name, IReadOnlyList<FoundDevice> devices, int threads)
    {
        GpuEngine engine = DeviceOpener.Open(devices);
        try
        {
            DeviceProof.Require(engine);
            return Manned(engine, name, devices.Count, threads) with { Devices = devices };
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    private static ChosenEngine Manned(IEngine engine, string name, int devices, int threads)
    {
        (int workers, int preparers) = WorkersOf(devices, threads);
        return new(engine, name, workers, preparers);
    }

    private sealed class Restore : IDisposable
    {
        public void Dispose() => s_replacement.Value = null;
    }
}
