namespace Flex3D.Stages.Model;

/// <summary>The activations and intermediate gradients of one batch through a <see cref="FlowNetwork"/>; each thread has one and reuses it for every batch.</summary>
public sealed unsafe class FlowWorkspace
{
    internal FlowWorkspace(FlowArchitecture architecture, int maximumBatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBatch, 1);
        MaximumBatch = maximumBatch;
        int rows = maximumBatch + (architecture.Anchored ? 1 : 0), hidden = rows * DenseKernels.Padded(architecture.Width);
        Activations = [.. Enumerable.Range(0, architecture.HiddenLayers).Select(_ => Allocate(hidden))];
        HiddenGradient = Allocate(hidden);
        Tangents = [Allocate(hidden), Allocate(hidden)];
        Output = Allocate(rows * DenseKernels.Padded(3 * architecture.VertexCount));
        Packed = Allocate(Math.Max(rows, architecture.Width) * DenseKernels.Panel);
        Latents = Allocate(rows * architecture.LatentDimension);
    }

    /// <summary>The largest batch that it has memory for.</summary>
    public int MaximumBatch { get; }

    /// <summary>[row][K] latents of the batch; the row of the anchor comes last.</summary>
    internal float[] Latents { get; }

    /// <summary>Activations of each hidden layer after the ReLU: [row][padded width].</summary>
    internal float[][] Activations { get; }
    internal float[] HiddenGradient { get; }

    /// <summary>Derivatives of two layers' activations in one latent coordinate: [row][padded width].</summary>
    internal float[][] Tangents { get; }

    /// <summary>[row][padded 3V]: network outputs in the forward pass, their gradient in the backward pass.</summary>
    internal float[] Output { get; }
    internal float[] Packed { get; }

    /// <summary>Bytes of its arrays.</summary>
    internal long Bytes => sizeof(float) * ((long)Latents.Length + Activations.Sum(layer => (long)layer.Length) + 3L * HiddenGradient.Length + Output.Length + Packed.Length);

    /// <summary>The size of the batch in the last forward pass; the backward pass needs its activations.</summary>
    internal int Batch { get; set; }

    private static float[] Allocate(int length) => GC.AllocateArray<float>(length, pinned: true);
}
