using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.LatentFrames;

/// <summary>The particles whose conformations are nearest to the anchor, the conformation in which nothing is displaced: those with the shortest latents, once these are principal coordinates (<see cref="PrincipalLayout"/>).</summary>
/// <remarks>A map of these particles alone is sharper than one of all of them: it is the canonical map with which training goes on. Farther particles join it as the flow reaches them, so that those it does not follow yet leave nothing in the map.</remarks>
public sealed class AnchorNeighbours
{
    private const int Least = 500, Fraction = 10, MostOfFew = 4;

    private readonly double _square;
    private readonly int _dimension;

    private AnchorNeighbours(int count, double square, int dimension) => (Count, _square, _dimension) = (count, square, dimension);

    /// <summary>The number of particles.</summary>
    public int Count { get; }

    /// <summary>These neighbours as numbers.</summary>
    public AnchorForm Form => new(Count, _square, _dimension);

    /// <summary>Returns the neighbours that some numbers describe.</summary>
    public static AnchorNeighbours Of(AnchorForm form) => new(form.Count, form.Square, form.Dimension);

    /// <summary>The number of equally weighted images whose map has the noise of a map that one epoch makes from these: three quarters, since minibatch t counts in proportion to t + 1.</summary>
    public int CountedAlike => Math.Max(1, 3 * Count / 4);

    /// <summary>Finds them: one in ten of the particles, at least 500 of them, and of few particles at most one in four; or several times as many.</summary>
    /// <param name="particles">The particles, with their latents.</param>
    /// <param name="held">Particles that do not count, ascending: those held out of training.</param>
    /// <param name="times">How many times as many, at least 1; never more than there are.</param>
    public static AnchorNeighbours Find(ParticleState particles, ReadOnlySpan<int> held, int times)
    {
        const int Block = 4096;
        int k = particles.Layout.LatentDimension;
        particles.Flush();
        var squares = new List<double>(particles.Count);
        for (int first = 0; first < particles.Count; first += Block)
        {
            var block = new ParticleBlock(new ParticleLayout(k, ParticleColumns.Latents), Math.Min(Block, particles.Count - first));
            particles.Read(first, block.Count, block);
            for (int i = 0; i < block.Count; i++)
            {
                if (held.BinarySearch(first + i) < 0)
                {
                    squares.Add(Square(block.Column(ParticleColumns.Latents).Slice(i * k, k)));
                }
            }
        }
        squares.Sort();
        int count = Math.Clamp(times * Math.Max(1, Math.Max(squares.Count / Fraction, Math.Min(squares.Count / MostOfFew, Least))), 1, squares.Count);
        return new AnchorNeighbours(count, squares[count - 1], k);
    }

    /// <summary>Returns which of some particles are among them.</summary>
    /// <param name="latents">[particle][K].</param>
    public int[] Among(ReadOnlySpan<float> latents)
    {
        var near = new List<int>();
        for (int i = 0; i < latents.Length / _dimension; i++)
        {
            if (Square(latents.Slice(i * _dimension, _dimension)) <= _square)
            {
                near.Add(i);
            }
        }
        return [.. near];
    }

    private static double Square(ReadOnlySpan<float> latent)
    {
        double sum = 0;
        foreach (float z in latent)
        {
            sum += (double)z * z;
        }
        return sum;
    }
}

/// <summary>The numbers of <see cref="AnchorNeighbours"/>.</summary>
/// <param name="Count">The number of particles.</param>
/// <param name="Square">The largest square of the length of their latents.</param>
/// <param name="Dimension">K.</param>
public sealed record AnchorForm(int Count, double Square, int Dimension);
