namespace Flex3D.Stages.Model;

/// <summary>A flow of the mesh's vertices that depends on a latent; an instance is not thread-safe.</summary>
public interface IFlow
{
    /// <summary>Number of vertices.</summary>
    int VertexCount { get; }

    /// <summary>Latent dimension K.</summary>
    int LatentDimension { get; }

    /// <summary>Computes the flows of <paramref name="count"/> latents; all zero where the data do not support motion.</summary>
    /// <param name="latents">[row][K].</param>
    /// <param name="count">Number of latents, ≥ 0.</param>
    /// <param name="flows">Receives [row][x, y, z][vertex], Å.</param>
    void Flows(ReadOnlySpan<float> latents, int count, Span<float> flows);
}
