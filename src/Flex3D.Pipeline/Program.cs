using Flex3D.Pipeline.Commands;
using Flex3D.Pipeline.Runner;

return await CommandLine.RunAsync(args, () => new PipelineSteps(), Console.Out, Console.Error).ConfigureAwait(false);
