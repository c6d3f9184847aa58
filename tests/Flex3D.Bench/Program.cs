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
    default:
        Console.Error.WriteLine("usage: flex3d-bench operators | transforms | scaling | overhead [PAIRS]");
        return 64;
}
