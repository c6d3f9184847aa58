namespace Flex3D.Stages.Engine;

/// <summary>The loss of each image of a shard to second order in the image's own parameters: value, gradient and Gauss-Newton Hessian.</summary>
/// <remarks>
/// With the model image M(p) = s·C·P(p) in units of the noise, E ≈ E₀ + gᵀδ + ½ δᵀHδ, g_a = −⟨∂M/∂p_a, I − M⟩ and H_ab = ⟨∂M/∂p_a, ∂M/∂p_b⟩,
/// which is the Fisher information of the image about its parameters. Where latents are included, the priors on the flow are part of value, gradient and Hessian.
/// </remarks>
public sealed class NormalEquations(int capacity, ParameterColumns columns)
{
    /// <summary>The parameters and their order.</summary>
    public ParameterColumns Columns { get; } = columns;

    /// <summary>The terms of each image's loss, [image].</summary>
    public CandidateEnergy[] Energies { get; } = new CandidateEnergy[capacity];

    /// <summary>g, [image][P].</summary>
    public double[] Gradients { get; } = new double[capacity * columns.Count];

    /// <summary>H, [image][P][P], symmetric.</summary>
    public double[] Hessians { get; } = new double[capacity * columns.Count * columns.Count];

    /// <summary>Images whose equations are not asked for, [image]: an evaluator may leave what is there.</summary>
    public bool[] LeftOut { get; } = new bool[capacity];

    /// <summary>The gradient of one image.</summary>
    public Span<double> Gradient(int image) => Gradients.AsSpan(image * Columns.Count, Columns.Count);

    /// <summary>The Hessian of one image, [P][P].</summary>
    public Span<double> Hessian(int image) => Hessians.AsSpan(image * Columns.Count * Columns.Count, Columns.Count * Columns.Count);
}
