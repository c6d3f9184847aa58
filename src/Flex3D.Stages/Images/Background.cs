namespace Flex3D.Stages.Images;

/// <summary>Measures mean and standard deviation of an image outside the particle: over the pixels farther than a radius from the centre.</summary>
/// <remarks>Not enough pixels lie outside a circle that fills the box, so the radius is at most N/2 − 1.</remarks>
internal sealed class Background
{
    private readonly int[] _pixels;

    /// <param name="box">N, pixels.</param>
    /// <param name="radiusPixels">Radius of the circle that holds the particle, pixels.</param>
    public Background(int box, double radiusPixels)
    {
        double limit = Math.Clamp(radiusPixels, box / 4.0, box / 2.0 - 1);
        var outside = new List<int>();
        for (int y = 0; y < box; y++)
        {
            for (int x = 0; x < box; x++)
            {
                double dx = x - box / 2, dy = y - box / 2;
                if (dx * dx + dy * dy > limit * limit)
                {
                    outside.Add(y * box + x);
                }
            }
        }
        _pixels = [.. outside];
    }

    /// <summary>The number of pixels that count as background.</summary>
    public int Count => _pixels.Length;

    /// <summary>The pixels that count as background, each as y·N + x.</summary>
    public ReadOnlySpan<int> Pixels => _pixels;

    /// <summary>Mean and standard deviation of the background of <paramref name="image"/>.</summary>
    public (double Mean, double Deviation) Measure(ReadOnlySpan<float> image)
    {
        double sum = 0, square = 0;
        foreach (int pixel in _pixels)
        {
            double value = image[pixel];
            sum += value;
            square += value * value;
        }
        double mean = sum / _pixels.Length;
        return (mean, Math.Sqrt(Math.Max(0, square / _pixels.Length - mean * mean)));
    }
}
