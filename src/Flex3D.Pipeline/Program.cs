using Flex3D.Pipeline.Commands;
using Flex3D.Pipeline.Runs;

return await CommandLine.RunAsync(args, () => throw new RunFailedException(ExitCode.Unexpected, "this build has no steps"), Console.Out, Console.Error).ConfigureAwait(false);
