using MathNet.Numerics.Distributions;

namespace Flex3D.Stages.Results;

/// <summary>A mean predictive gain per held-out image over the rigid control, and its standard error.</summary>
public readonly record struct MeanGain(double Gain, double Error)
{
    // A gain of so many standard errors in many images is reached by chance once in 740.
    private const double EvidenceOfMany = 3;

    /// <summary>
    /// The gain in the mean of some images, in standard errors, from which it counts as evidence: 3 of many images. The spread over few images is known badly; by Student's distribution a mean has to be
    /// larger there for the same chance of an error: 3.3 for 30 images, 4.1 for 10, 236 for 2.
    /// </summary>
    /// <param name="images">The number of images of which the gain is the mean; fewer than 2 give ∞.</param>
    public static double EvidenceFromZ(int images) => images < 2 ? double.PositiveInfinity : -StudentT.InvCDF(0, 1, images - 1, Normal.CDF(0, 1, -EvidenceOfMany));

    /// <summary>Whether it was measured.</summary>
    public bool Known => double.IsFinite(Gain);

    /// <summary>Whether it is evidence.</summary>
    /// <param name="images">The number of images of which it is the mean.</param>
    public bool Holds(int images) => Gain > 0 && Gain >= EvidenceFromZ(images) * Error;

    /// <summary>The gain of the other of two models.</summary>
    public static MeanGain operator -(MeanGain gain) => gain with { Gain = -gain.Gain };

    /// <summary>The gain in standard errors; 0 where both are 0.</summary>
    public double ZScore => Gain == 0 ? 0 : Gain / Error;
}
