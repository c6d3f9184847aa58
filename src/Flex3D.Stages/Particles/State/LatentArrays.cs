namespace Flex3D.Stages.Particles.State;

/// <summary>Latents that lie in memory.</summary>
/// <param name="latents">[particle][K].</param>
/// <param name="dimension">K ≥ 1.</param>
/// <param name="scales">Contrasts; null where all are 1.</param>
public sealed class LatentArrays(ReadOnlyMemory<float> latents, int dimension, float[]? scales = null) : ILatentRows
{
    public int Count { get; } = latents.Length % dimension == 0 && (scales is null || scales.Length == latents.Length / dimension)
        ? latents.Length / dimension
        : throw new ArgumentException($"{latents.Length} numbers are not {dimension} for each of {scales?.Length ?? latents.Length / dimension} particles", nameof(latents));

    public int Dimension => dimension;

    public void Read(int first, Span<float> into, Span<float> contrasts)
    {
        latents.Span.Slice(first * dimension, contrasts.Length * dimension).CopyTo(into);
        if (scales is null)
        {
            contrasts.Fill(1);
        }
        else
        {
            scales.AsSpan(first, contrasts.Length).CopyTo(contrasts);
        }
    }
}
