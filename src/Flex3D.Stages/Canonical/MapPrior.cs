using Flex3D.Stages.Geometry;
using Flex3D.Stages.Imaging;

namespace Flex3D.Stages.Canonical;

/// <summary>The Gaussian prior on a map's Fourier components: their variance by shell, estimated from the map itself (empirical Bayes, as in RELION's regularised likelihood).</summary>
/// <remarks>
/// With S(r) the power of the true map in its mask and n(r) = ⟨mask²⟩/(M h(r)) that of the noise that M images leave there, the posterior mean shrinks a component by
/// W = S/(S + n). Its expected power is P = W²(S + n), so that S = P/W: iterated, S ← P (S + n)/S approaches the true power. A noisy map would be deformed with its noise, and the
/// best flow would then be too small by S/(S + n) (errors in variables); with the posterior mean it is not.
/// </remarks>
/// <param name="information">What an image says of a component of the map in its mask, by shell (<see cref="MapInformation.InMask"/>).</param>
/// <param name="images">Number of images M that the map is made from.</param>
/// <param name="maskPower">Mean square ⟨mask²⟩ of the mask over the box.</param>
internal sealed class MapPrior(double[] information, int images, double maskPower)
{
    // A shell that the map lacks so far may grow: its prior leaves it this fraction of the noise.
    private const double Least = 0.25;

    /// <summary>Makes the prior of maps that are made from a data set.</summary>
    /// <param name="source">The images of the data set.</param>
    /// <param name="binding">The mask.</param>
    /// <param name="particles">Number of particles in the data set.</param>
    /// <param name="images">Number of images that the maps are made from.</param>
    /// <exception cref="IOException">An image cannot be read.</exception>
    public static MapPrior Of(ImageSource source, VoxelBinding binding, int particles, int images, int parallelism)
    {
        double squares = 0;
        foreach (float mask in binding.Mask)
        {
            squares += (double)mask * mask;
        }
        return new MapPrior(MapInformation.Of(source, particles).InMask(binding, parallelism), images, squares / Math.Pow(binding.Box, 3));
    }

    /// <summary>Returns the prior of maps that are made from another number of images.</summary>
    public MapPrior With(int others) => new(information, others, maskPower);

    /// <summary>Number of images M.</summary>
    public int Images => images;

    /// <summary>What an image says of a component of a shell, h(r).</summary>
    public double Information(int shell) => information[shell];

    /// <summary>The precision of the prior of a component of a shell for each image, 1/(M τ²), τ² = S/⟨mask²⟩.</summary>
    /// <param name="power">S by shell.</param>
    public double Precision(ReadOnlySpan<float> power, int shell) => maskPower / (images * Math.Max(1e-30, power[shell]));

    /// <summary>Makes the first estimate of S from the power of a map that was made without this prior.</summary>
    public void Begin(ReadOnlySpan<double> mapPower, Span<float> power)
    {
        for (int r = 0; r < power.Length; r++)
        {
            double noise = Noise(r);
            power[r] = (float)Math.Max(mapPower[r] - noise, Least * noise);
        }
    }

    /// <summary>Improves S from the power of the map as it is now.</summary>
    public void Improve(ReadOnlySpan<double> mapPower, Span<float> power)
    {
        for (int r = 0; r < power.Length; r++)
        {
            double noise = Noise(r), now = power[r];
            power[r] = (float)Math.Max(mapPower[r] * (now + noise) / now, Least * noise);
        }
    }

    private double Noise(int shell) => maskPower / (images * Math.Max(1e-30, Information(shell)));
}
