Flex3D.Bench.OperatorBench.Run();
