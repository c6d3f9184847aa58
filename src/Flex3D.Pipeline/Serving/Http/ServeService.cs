using Flex3D.Pipeline.Runner;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Serving.Http;

/// <summary>Serves the runs below a folder until it is stopped.</summary>
internal static class ServeService
{
    /// <summary>Serves.</summary>
    /// <returns><see cref="ExitCode.Stopped"/>: runs that it has started go on.</returns>
    /// <exception cref="InputException">The port cannot be used.</exception>
    public static async Task<ExitCode> RunAsync(ServeRequest request, StepCatalogue steps, TextWriter output, TimeProvider clock, CancellationToken stop)
    {
        await using ServeApp app = await ServeApp.StartAsync(request, steps, clock, output.WriteLine, stop).ConfigureAwait(false);
        await output.WriteLineAsync($"runs below {app.Runs.Root}: {app.Runs.Now().Runs.Count} found").ConfigureAwait(false);
        await output.WriteLineAsync($"open {app.Link}").ConfigureAwait(false);
        if (request.Token is not null)
        {
            await output.WriteLineAsync("what travels beyond this machine is not encrypted: docs/serve.md says how to reach it through SSH or a proxy").ConfigureAwait(false);
        }
        await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await output.WriteLineAsync("stopped; runs in progress go on").ConfigureAwait(false);
        }
        return ExitCode.Stopped;
    }
}
