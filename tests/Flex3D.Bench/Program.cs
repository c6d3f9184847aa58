using Flex3D.Bench;

switch (args.FirstOrDefault())
{
    case "operators":
        OperatorBench.Run();
        return 0;
    case "scaling":
        ScalingBench.Run();
        return 0;
    default:
        Console.Error.WriteLine("usage: flex3d-bench operators | scaling");
        return 64;
}
