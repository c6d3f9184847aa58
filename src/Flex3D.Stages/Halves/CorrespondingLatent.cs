using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Halves;

/// <summary>Finds the latent at which another model shows the conformation that one model shows at a given latent.</summary>
/// <remarks>
/// Latents of two models have axes and units of their own; the particles, which have a latent in each, tie them together. Around the given latent, the latents of the other model are fitted as a
/// linear function of those of the first, by least squares over the nearest particles with tricube weights (locally weighted regression: Cleveland, J. Am. Stat. Assoc. 74, 829, 1979).
/// </remarks>
internal static class CorrespondingLatent
{
    private const int Fewest = 30, Most = 300, Fraction = 20;

    /// <summary>Returns the corresponding latent, K' values, within the range of those of the particles.</summary>
    /// <param name="latent">The latent of the first model, K values.</param>
    /// <param name="first">Latents of particles in the first model, [particle][K].</param>
    /// <param name="other">Latents of the same particles in the other model, [particle][K'].</param>
    public static float[] Of(ReadOnlySpan<float> latent, ReadOnlySpan<float> first, ReadOnlySpan<float> other)
    {
        int k = latent.Length, particles = first.Length / k, kOther = other.Length / particles;
        double[] distance = new double[particles];
        int[] order = new int[particles];
        for (int p = 0; p < particles; p++)
        {
            order[p] = p;
            for (int j = 0; j < k; j++)
            {
                double d = first[p * k + j] - latent[j];
                distance[p] += d * d;
            }
        }
        Array.Sort(distance, order);
        int near = Math.Min(particles, Math.Clamp(particles / Fraction, Fewest, Most)), n = k + 1;
        double reach = Math.Sqrt(distance[near - 1]) * 1.001 + 1e-12;
        double[] normal = new double[n * n], right = new double[n * kOther], row = new double[n];
        for (int i = 0; i < near; i++)
        {
            double weight = Math.Pow(1 - Math.Pow(Math.Sqrt(distance[i]) / reach, 3), 3);
            row[0] = 1;
            for (int j = 0; j < k; j++)
            {
                row[1 + j] = (first[order[i] * k + j] - latent[j]) / reach;
            }
            for (int a = 0; a < n; a++)
            {
                for (int b = 0; b < n; b++)
                {
                    normal[a * n + b] += weight * row[a] * row[b];
                }
                for (int j = 0; j < kOther; j++)
                {
                    right[j * n + a] += weight * row[a] * other[order[i] * kOther + j];
                }
            }
        }
        for (int a = 1; a < n; a++)
        {
            normal[a * n + a] += 1e-3 * normal[0]; // a coordinate that is not in use says nothing
        }
        _ = SmallCholesky.Factor(normal, n);
        float[] found = new float[kOther];
        for (int j = 0; j < kOther; j++)
        {
            Span<double> solution = right.AsSpan(j * n, n);
            SmallCholesky.Solve(normal, n, solution);
            (float low, float high) = (float.MaxValue, float.MinValue);
            for (int i = 0; i < near; i++)
            {
                float z = other[order[i] * kOther + j];
                (low, high) = (Math.Min(low, z), Math.Max(high, z));
            }
            found[j] = Math.Clamp((float)solution[0], low, high);
        }
        return found;
    }
}
