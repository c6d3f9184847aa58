Console.WriteLine("flex3d-bench");
