namespace Flex3D.Stages.Training;

/// <summary>The sums over images from which the mean of a gain and its standard error follow.</summary>
/// <param name="Sum">Σ g.</param>
/// <param name="Square">Σ g².</param>
/// <param name="Count">The number of images n of which it was measured.</param>
public readonly record struct GainMoments(double Sum, double Square, int Count)
{
    /// <summary>Mean gain; NaN of no images.</summary>
    public double Mean() => Count == 0 ? double.NaN : Sum / Count;

    /// <summary>Standard error of the mean; NaN of no images.</summary>
    public double Error() => Count == 0 ? double.NaN : Math.Sqrt(Math.Max(0, Square / Count - Mean() * Mean()) / Math.Max(1, Count - 1));

    /// <summary>Adds an image's gain, unless it is NaN: not measured.</summary>
    public GainMoments With(double gain) => double.IsNaN(gain) ? this : new(Sum + gain, Square + gain * gain, Count + 1);
}
