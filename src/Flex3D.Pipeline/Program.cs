using Flex3D.Pipeline.Commands;
using Flex3D.Pipeline.Steps;

return await CommandLine.RunAsync(args, () => new PipelineSteps(), Console.Out, Console.Error).ConfigureAwait(false);
