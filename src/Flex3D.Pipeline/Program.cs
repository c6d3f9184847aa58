Console.Error.WriteLine("flex3d");
return 2;
