namespace Flex3D.Stages.Training;

/// <summary>The sums over images from which the mean of a gain and its standard error follow.</summary>
/// <param name="Sum">Σ g; NaN where it was not measured.</param>
/// <param name="Square">Σ g².</param>
public readonly record struct GainMoments(double Sum, double Square)
{
    /// <summary>Adds an image's gain.</summary>
    public GainMoments With(double gain) => new(Sum + gain, Square + gain * gain);

    /// <summary>Mean gain of n images.</summary>
    public double Mean(int n) => n == 0 ? double.NaN : Sum / n;

    /// <summary>Standard error of the mean.</summary>
    public double Error(int n) => n == 0 || double.IsNaN(Sum) ? double.NaN : Math.Sqrt(Math.Max(0, Square / n - Sum / n * (Sum / n)) / Math.Max(1, n - 1));
}
