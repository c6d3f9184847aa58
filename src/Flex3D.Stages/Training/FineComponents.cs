namespace Flex3D.Stages.Training;

/// <summary>The components of an image from a frequency on: its detail.</summary>
internal static class FineComponents
{
    /// <summary>Returns 1 for the components of the half spectrum [ky][kx = 0..N/2] from a frequency on, and 0 for others.</summary>
    /// <param name="n">N, pixels of the image along an edge.</param>
    /// <param name="from">The frequency, cycles/pixel.</param>
    public static float[] From(int n, double from)
    {
        int columns = n / 2 + 1;
        return [.. Enumerable.Range(0, n * columns).Select(k => Square(k % columns) + Square(Math.Min(k / columns, n - k / columns)) >= Square(from * n) ? 1f : 0f)];
    }

    private static double Square(double value) => value * value;
}
