using System.Globalization;
using Flex3D.Bench;
using Flex3D.Bench.Cluster;
using Flex3D.Bench.Gpu;
using Flex3D.Stages.Faults;

switch (args.FirstOrDefault())
{
    case "operators":
        OperatorBench.Run();
        MinimiserBench.Run();
        TransformBench.Run();
        return Steady();
    case "transforms":
        TransformBench.Run();
        return Steady();
    case "linearisation":
        LinearisationBench.Run();
        return 0;
    case "boxes":
        BoxBench.Run(args.Length > 1 ? [.. args.Skip(1).Select(text => int.Parse(text, CultureInfo.InvariantCulture))] : [380, 384, 350, 360]);
        return 0;
    case "primes":
        BoxBench.Primes();
        return 0;
    case "scaling":
        ScalingBench.Run();
        return 0;
    case "overhead":
        int[] numbers = [.. args.Skip(1).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        await OverheadBench.RunAsync(pairs: numbers.ElementAtOrDefault(0) is > 0 and var pairs ? pairs : 12, particles: numbers.ElementAtOrDefault(1) is > 0 and var particles ? particles : 1024);
        return 0;
    case "memory":
        return MemoryBench.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000, args.Contains("reconstruct"));
    case "reading":
        return ReadingBench.Run();
    case "serve":
        await ServeBench.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 8);
        return 0;
    case "cluster":
        int[] sizes = [.. args.Skip(1).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        await ClusterBench.RunAsync(particles: sizes.ElementAtOrDefault(0) is > 0 and var count ? count : 2000, epochs: sizes.ElementAtOrDefault(1) is > 0 and var epochs ? epochs : 30);
        return 0;
    case "cluster-wire":
        await WireBench.RunAsync();
        return 0;
    case "cluster-packing":
        await PackingBench.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 64);
        return 0;
    case "cluster-scale":
        await ScaleBench.RunAsync(1e-9 * (args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 10));
        return 0;
    case "page" when args.Length > 1:
        await PageBench.RunAsync(args[1], args.ElementAtOrDefault(2) ?? "/usr/bin/chromium");
        return 0;
    case "gpu":
        return Told(() =>
        {
            GpuBench.Run(args[1..], Console.Out);
            return ExitCode.Done;
        });
    case "compare" when args.Length == 3:
        return Told(() => RunComparison.Run(args[1], args[2], Console.Out) ? ExitCode.Done : ExitCode.Different);
    default:
        Console.Error.WriteLine($"usage: flex3d-bench operators | transforms | linearisation | boxes [BOX BESIDE …] | primes | scaling | overhead [PAIRS [PARTICLES]] | memory [PARTICLES [reconstruct]] | reading | serve [PAIRS] | cluster [PARTICLES [EPOCHS]] | cluster-wire | cluster-packing [BOX] | cluster-scale [NS-PER-VOXEL] | page RUN [CHROMIUM] | {GpuBenchSettings.Usage} | compare RUN_A RUN_B");
        return 64;
}

// A row whose time never came to rest says nothing: on a quiet machine there is none.
static int Steady()
{
    if (Stopwatches.Unstable > 0)
    {
        Console.Error.WriteLine($"{Stopwatches.Unstable} rows are unstable: run it again on a quiet machine");
    }
    return Stopwatches.Unstable > 0 ? 1 : 0;
}

// What is wrong with the arguments or the device, in a sentence.
static int Told(Func<ExitCode> work)
{
    try
    {
        return (int)work();
    }
    catch (Exception refused) when (refused is ArgumentException or InputException or DeviceException)
    {
        Console.Error.WriteLine(refused.Message);
        return (int)(refused is DeviceException ? ExitCode.NoDevice : ExitCode.BadInput);
    }
}
