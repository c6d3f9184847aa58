namespace Flex3D.Stages.Conformations;

/// <summary>Latents of particles that are spread evenly over all: every particle where there are few.</summary>
internal static class LatentSample
{
    /// <summary>Returns the numbers of the particles of a sample, ascending.</summary>
    /// <param name="particles">The number of particles.</param>
    /// <param name="most">The most to take.</param>
    public static int[] Numbers(int particles, int most)
    {
        int count = Math.Min(particles, most);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * particles / count))];
    }

    /// <summary>Returns the latents of some particles, [particle][K].</summary>
    public static float[] Of(ReadOnlySpan<float> latents, int dimensions, ReadOnlySpan<int> numbers)
    {
        float[] sample = new float[numbers.Length * dimensions];
        for (int i = 0; i < numbers.Length; i++)
        {
            latents.Slice(numbers[i] * dimensions, dimensions).CopyTo(sample.AsSpan(i * dimensions));
        }
        return sample;
    }

    /// <summary>Returns the squared distance of two points.</summary>
    /// <param name="points">[point][axis].</param>
    public static double Squared(float[] points, int dimensions, int a, int b)
    {
        double sum = 0;
        for (int axis = 0; axis < dimensions; axis++)
        {
            double offset = (double)points[a * dimensions + axis] - points[b * dimensions + axis];
            sum += offset * offset;
        }
        return sum;
    }
}
