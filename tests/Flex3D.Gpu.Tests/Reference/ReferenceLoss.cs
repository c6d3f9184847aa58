using System.Numerics;
using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Reference;

/// <summary>E = c − s⟨B, S⟩ + ½ s²⟨W S, S⟩ of an image's half spectrum S, and ∂E/∂image.</summary>
internal static class ReferenceLoss
{
    /// <summary>The half spectrum of an image, [ky][kx = 0 … N/2].</summary>
    public static Complex[] Spectrum(int n, double[] image)
    {
        Complex[] waves = [.. Enumerable.Range(0, n).Select(k => Complex.FromPolarCoordinates(1, -2 * Math.PI * k / n))], spectrum = new Complex[n * (n / 2 + 1)];
        for (int k = 0; k < spectrum.Length; k++)
        {
            (int ky, int kx) = Math.DivRem(k, n / 2 + 1);
            for (int p = 0; p < image.Length; p++)
            {
                spectrum[k] += image[p] * waves[(kx * (p % n) + ky * (p / n)) % n];
            }
        }
        return spectrum;
    }

    public static (double Cross, double Power, double[] Gradient) Evaluate(ImageShard shard, int image, double[] splat)
    {
        int n = shard.Box, columns = n / 2 + 1;
        double cross = 0, power = 0, contrast = shard.Contrast[image];
        double[] gradient = new double[n * n];
        Complex[] waves = [.. Enumerable.Range(0, n).Select(k => Complex.FromPolarCoordinates(1, 2 * Math.PI * k / n))];
        for (int k = 0; k < n * columns; k++)
        {
            int ky = k / columns, kx = k % columns, at = image * shard.SpectrumLength + k;
            Complex s = Complex.Zero, b = new(shard.TargetReal[at], shard.TargetImaginary[at]);
            for (int p = 0; p < splat.Length; p++)
            {
                s += splat[p] * Complex.Conjugate(Wave(kx, ky, p));
            }
            double mates = kx == 0 || kx == n / 2 ? 1 : 2, weight = shard.Weight[at];
            cross += mates * (s.Real * b.Real + s.Imaginary * b.Imaginary) / (n * n);
            power += mates * weight * (s.Real * s.Real + s.Imaginary * s.Imaginary) / (n * n);
            Complex g = contrast * contrast * weight * s - contrast * b;
            for (int p = 0; p < splat.Length; p++)
            {
                gradient[p] += mates * (g * Wave(kx, ky, p)).Real / (n * n);
            }
        }
        return (cross, power, gradient);

        Complex Wave(int kx, int ky, int pixel) => waves[(kx * (pixel % n) + ky * (pixel / n)) % n];
    }
}
