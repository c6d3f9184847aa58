using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Conformations;

/// <summary>Tells whether there are particles at a place in latent space: elsewhere a model extrapolates.</summary>
/// <remarks>A place is covered if the particle nearest to it is at most twice as far as the fifth neighbour of 99 % of the particles.</remarks>
public sealed class LatentCoverage
{
    private const int MostSampled = 2000, Neighbour = 5;
    private const double Usual = 0.99, Tolerated = 2;
    private readonly NeighbourTree _tree;

    /// <param name="latents">The particles' latents, [particle][K], at least one particle.</param>
    /// <param name="dimensions">Latent dimension K.</param>
    public LatentCoverage(float[] latents, int dimensions)
    {
        _tree = new NeighbourTree(latents, dimensions);
        double[] distances = [.. LatentSample.Numbers(_tree.Count, MostSampled).Select(particle => Math.Sqrt(_tree.SquaredDistance(particle, Neighbour))).Order()];
        Radius = Tolerated * distances[(int)(Usual * (distances.Length - 1))];
    }

    /// <summary>The distance from the nearest particle within which a place is covered; infinite of fewer than six particles.</summary>
    public double Radius { get; }

    /// <summary>Returns the particle nearest to a place, and how far its latent is.</summary>
    public (int Particle, double Distance) Nearest(ReadOnlySpan<float> place)
    {
        Span<double> squared = stackalloc double[1];
        Span<int> number = stackalloc int[1];
        _tree.Nearest(place, squared, number);
        return (number[0], Math.Sqrt(squared[0]));
    }
}
