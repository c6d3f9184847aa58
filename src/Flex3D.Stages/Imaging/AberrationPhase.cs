using System.Runtime.Intrinsics;

namespace Flex3D.Stages.Imaging;

/// <summary>The phase factor exp(iφ) of the antisymmetric aberrations on the half spectrum of one box.</summary>
/// <remarks>A recorded image carries the factor: a prediction is multiplied by it, or an image by its conjugate. |exp(iφ)| = 1, so each is the other's adjoint and inverse.</remarks>
internal sealed class AberrationPhase
{
    private readonly float[] _cos, _sin;

    internal AberrationPhase(float[] radians)
    {
        _cos = Array.ConvertAll(radians, MathF.Cos);
        _sin = Array.ConvertAll(radians, MathF.Sin);
    }

    /// <summary>cos φ, [ky][kx].</summary>
    public ReadOnlySpan<float> Cos => _cos;

    /// <summary>sin φ, [ky][kx].</summary>
    public ReadOnlySpan<float> Sin => _sin;

    /// <summary>Multiplies a spectrum by exp(iφ), the effect of the microscope on a prediction.</summary>
    public void Apply(Span<float> re, Span<float> im) => Turn(re, im, 1);

    /// <summary>Multiplies a spectrum by exp(−iφ): the adjoint, and the correction of a recorded image.</summary>
    public void ApplyConjugate(Span<float> re, Span<float> im) => Turn(re, im, -1);

    private void Turn(Span<float> re, Span<float> im, float sign)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(re.Length, _cos.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(im.Length, _cos.Length);
        int i = 0;
        for (; i + Vector256<float>.Count <= re.Length; i += Vector256<float>.Count)
        {
            Vector256<float> r = Vector256.Create<float>(re[i..]), m = Vector256.Create<float>(im[i..]);
            Vector256<float> c = Vector256.Create<float>(_cos.AsSpan(i)), s = Vector256.Create<float>(_sin.AsSpan(i)) * sign;
            (r * c - m * s).CopyTo(re[i..]);
            (r * s + m * c).CopyTo(im[i..]);
        }
        for (; i < re.Length; i++)
        {
            float r = re[i], m = im[i], c = _cos[i], s = sign * _sin[i];
            re[i] = r * c - m * s;
            im[i] = r * s + m * c;
        }
    }
}
