namespace Flex3D.Stages.Subspaces;

/// <summary>The state of a fit, all of which checkpoints hold.</summary>
/// <param name="options">Its options.</param>
/// <param name="particles">Number of particles.</param>
/// <param name="held">Number of particles that are held out of training.</param>
public sealed class SubspaceState(SubspaceOptions options, int particles, int held)
{
    /// <summary>The current phase, from 0.</summary>
    public int Phase { get; set; }

    /// <summary>The number of committed steps of the current phase.</summary>
    public int Step { get; set; }

    /// <summary>The number of improvements of the components so far.</summary>
    public int Updates { get; set; }

    /// <summary>Fixed-point exponent of the next sum of gradients.</summary>
    public int Exponent { get; set; } = 24;

    /// <summary>Parameters of the components, [q][m³] (<see cref="Canonical.CanonicalMap"/>).</summary>
    public float[] Components { get; } = new float[options.Components * options.Box * options.Box * options.Box];

    /// <summary>Mean Hessian of an image's loss in its coordinates, [q][q], over the latest batches: the energy of the components in an image in units of its noise.</summary>
    public double[] Information { get; } = new double[options.Components * options.Components];

    /// <summary>Posterior mean of each particle's coordinates, [particle][q]; zeros before the last phase.</summary>
    public float[] Latents { get; } = new float[particles * options.Components];

    /// <summary>By how much the first 1 … q components raise the log-evidence of each held-out particle, [particle][q].</summary>
    public double[] Gains { get; } = new double[held * options.Components];
}
