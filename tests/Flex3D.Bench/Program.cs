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
    default:
        Console.Error.WriteLine("usage: flex3d-bench operators | transforms | scaling");
        return 64;
}
