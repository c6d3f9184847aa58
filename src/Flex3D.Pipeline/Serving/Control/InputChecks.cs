using Flex3D.Pipeline.Checks;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Checks;

namespace Flex3D.Pipeline.Serving.Control;

/// <summary>What <c>flex3d check</c> finds in the inputs of a run that is not started yet; one check at a time.</summary>
internal sealed class InputChecks : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Checks the inputs.</summary>
    /// <param name="images">The most images to compare with the map.</param>
    /// <param name="stop">Cancelled where the browser goes away.</param>
    /// <exception cref="Stages.Faults.InputException">A setting is wrong.</exception>
    public async Task<FoundInputs> FindAsync(StartRequest request, int images, CancellationToken stop)
    {
        PipelineOptions pipeline = (request with { Steps = [.. (request.Steps ?? []).Append("prep").Distinct()] }).Pipeline();
        await _one.WaitAsync(stop).ConfigureAwait(false);
        string scratch = Directory.CreateTempSubdirectory("flex3d-check-").FullName;
        try
        {
            var options = new InputCheckOptions { Images = images, Quick = true, Dark = pipeline.Prep!.InvertContrast };
            CheckedInput input = await Task.Run(() => CheckedInput.Of(pipeline, options, scratch, stop), stop).ConfigureAwait(false);
            return new FoundInputs(input.Particles, input.Map, input.Count, input.Findings);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}

/// <summary>What was found in the inputs of a run.</summary>
/// <param name="Particles">The particle file.</param>
/// <param name="Map">The map; null where none is given or found.</param>
/// <param name="Count">Particles that the run would use.</param>
/// <param name="Findings">What is right and wrong, the most serious first.</param>
internal sealed record FoundInputs(string? Particles, string? Map, int Count, IReadOnlyList<CheckFinding> Findings);
