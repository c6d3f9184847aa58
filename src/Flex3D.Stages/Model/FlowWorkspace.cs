namespace Flex3D.Stages.Model;

/// <summary>The activations and intermediate gradients of one batch through a <see cref="FlowNetwork"/>; one a thread, used again for every batch.</summary>
public sealed unsafe class FlowWorkspace
{
    internal FlowWorkspace(FlowArchitecture architecture, int maximumBatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBatch, 1);
        MaximumBatch = maximumBatch;
        int rows = maximumBatch + (architecture.Anchored ? 1 : 0), hidden = rows * DenseKernels.Padded(architecture.Width);
        Activations = [.. Enumerable.Range(0, architecture.HiddenLayers).Select(_ => Allocate(hidden))];
        HiddenGradient = Allocate(hidden);
        Output = Allocate(rows * DenseKernels.Padded(3 * architecture.VertexCount));
        Packed = Allocate(Math.Max(rows, architecture.Width) * DenseKernels.Panel);
        Latents = Allocate(rows * architecture.LatentDimension);
    }

    /// <summary>The largest batch it takes.</summary>
    public int MaximumBatch { get; }

    /// <summary>Latents of the batch, the anchor's zero row last, [row][K].</summary>
    internal float[] Latents { get; }

    /// <summary>After the ReLU, a hidden layer each: [row][padded width].</summary>
    internal float[][] Activations { get; }
    internal float[] HiddenGradient { get; }

    /// <summary>[row][padded 3V]: network outputs on the way forward, their gradient on the way back.</summary>
    internal float[] Output { get; }
    internal float[] Packed { get; }

    /// <summary>Bytes of its arrays.</summary>
    internal long Bytes => sizeof(float) * ((long)Latents.Length + Activations.Sum(layer => (long)layer.Length) + HiddenGradient.Length + Output.Length + Packed.Length);

    /// <summary>Batch of the last forward pass; the backward pass needs its activations.</summary>
    internal int Batch { get; set; }

    private static float[] Allocate(int length) => GC.AllocateArray<float>(length, pinned: true);
}
