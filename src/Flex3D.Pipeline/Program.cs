using Flex3D.Pipeline.Commands;
using Flex3D.Pipeline.Runner;

return await CommandLine.RunAsync(args, StepCatalogue.Default, Console.Out, Console.Error).ConfigureAwait(false);
