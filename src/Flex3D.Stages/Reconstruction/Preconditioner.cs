namespace Flex3D.Stages.Reconstruction;

/// <summary>Applies M⁻¹, a cheap approximation of the inverse of the Hessian, to a gradient.</summary>
/// <remarks>
/// M must be symmetric and positive definite, and the same throughout a run (it is not part of a minimiser's state; whoever
/// resumes gives it again). For a reconstruction a good M is the radial mean of CTF² per particle over Fourier shells,
/// bounded from below, applied by one 3-D FFT forth and back.
/// </remarks>
/// <param name="gradient">Shape [unknown].</param>
/// <param name="result">M⁻¹ times it, same shape; never the same memory.</param>
public delegate void Preconditioner(ReadOnlySpan<float> gradient, Span<float> result);

/// <summary>Ready-made preconditioners.</summary>
public static class Preconditioners
{
    /// <summary>M = 1: steepest descent before any history.</summary>
    public static Preconditioner Identity { get; } = (gradient, result) => gradient.CopyTo(result);

    /// <summary>M = diag(<paramref name="diagonal"/>), all positive: an estimate of the Hessian's diagonal.</summary>
    public static Preconditioner Diagonal(float[] diagonal)
    {
        foreach (float value in diagonal)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(diagonal));
        }
        return (gradient, result) =>
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(gradient.Length, diagonal.Length);
            for (int i = 0; i < gradient.Length; i++)
            {
                result[i] = gradient[i] / diagonal[i];
            }
        };
    }
}
