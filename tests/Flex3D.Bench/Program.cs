using Flex3D.Bench;

switch (args.FirstOrDefault())
{
    case "operators":
        OperatorBench.Run();
        TransformBench.Run();
        return 0;
    case "transforms":
        TransformBench.Run();
        return 0;
    case "scaling":
        ScalingBench.Run();
        return 0;
    case "overhead":
        await OverheadBench.RunAsync(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 5);
        return 0;
    case "memory":
        return MemoryBench.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
    case "reading":
        return ReadingBench.Run();
    default:
        Console.Error.WriteLine("usage: flex3d-bench operators | transforms | scaling | overhead [PAIRS] | memory [particles] | reading");
        return 64;
}
