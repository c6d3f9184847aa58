using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Model;

/// <summary>The shape of the flow network: latent → hidden ReLU layers → one displacement for each mesh vertex.</summary>
/// <exception cref="InputException">A number is out of its range.</exception>
public sealed record FlowArchitecture
{
    public FlowArchitecture(int latentDimension, int hiddenLayers, int width, int vertexCount, bool anchored)
    {
        Require(latentDimension, 1, 8, "latent dimension K");
        Require(hiddenLayers, 2, 8, "number of hidden layers");
        Require(width, 32, 128, "width of the hidden layers");
        Require(vertexCount, 1, 1_000_000, "number of mesh vertices");
        LatentDimension = latentDimension;
        HiddenLayers = hiddenLayers;
        Width = width;
        VertexCount = vertexCount;
        Anchored = anchored;
    }

    /// <summary>Latent dimension K, 1 to 8.</summary>
    public int LatentDimension { get; }

    /// <summary>The number of hidden ReLU layers before the linear output, 2 to 8.</summary>
    public int HiddenLayers { get; }

    /// <summary>The number of units of a hidden layer, 32 to 128.</summary>
    public int Width { get; }

    public int VertexCount { get; }

    /// <summary>Whether the flow is f(z) − f(a), so that the latent a (<see cref="Anchor"/>) is the rest conformation.</summary>
    public bool Anchored { get; }

    /// <summary>The latent a of the rest conformation, K values; empty for the origin.</summary>
    public IReadOnlyList<float> Anchor { get; private init; } = [];

    /// <summary>Returns the same network with the rest conformation at another latent.</summary>
    public FlowArchitecture AnchoredAt(ReadOnlySpan<float> anchor)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(anchor.Length, LatentDimension);
        return new(LatentDimension, HiddenLayers, Width, VertexCount, anchored: true) { Anchor = anchor.ToArray() };
    }

    private static void Require(int value, int least, int most, string what)
    {
        if (value < least || value > most)
        {
            throw new InputException("flow network", what, $"{value}", $"{least} to {most}");
        }
    }
}
