using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.LatentFrames;

/// <summary>Lays the latents out anew, along the principal coordinates of the motion that they have been found to describe, and leaves out the coordinates that describe nothing of their own.</summary>
/// <remarks>
/// A network with random weights curls one motion up in as many latent coordinates as it has: latents then have directions that move nothing, and places near each other that are far
/// apart in the motion. Here latent c becomes the c-th principal coordinate of the internal flow (<see cref="PrincipalFrame"/>), at one scale for all, from the anchor on, which the latent 0
/// describes and where no point is displaced: the conformation of the canonical map, or one that many particles have (<see cref="CentralPlace"/>), of which a map will be made. The network is fitted to the same motion as seen from there (<see cref="MovedFlow"/>).
/// A coordinate is kept if its variance over the particles, without what is a polynomial of the coordinates before it, is at least twice what the latents' posteriors leave open of it: two thirds of it are
/// then signal.
/// </remarks>
public sealed class PrincipalLayout
{
    private const int Rows = 32;
    private const double Filled = 0.8, Percentile = 0.98, Difference = 0.02;

    private readonly FlexModel _model;
    private readonly RigidPart _rigid;
    private readonly PrincipalFrame _frame;
    private readonly double[] _origin;
    private readonly float[] _sampled;
    private readonly double _limit;
    private double _scale;

    private PrincipalLayout(FlexModel model, float[] density, double limit)
    {
        (_model, _limit, _sampled) = (model, limit, model.Latents);
        _rigid = RigidPart.Of(model, density);
        _frame = ModelMotion.Of(model, density, new InternalFlow(model, _rigid)).Frame;
        _origin = new double[Dimension];
    }

    /// <summary>Number of latent coordinates that are kept; the others are 0 for every particle.</summary>
    public int Active { get; private set; }

    /// <summary>Parameters of the flow at the new latents.</summary>
    public float[] FlowParameters { get; private set; } = [];

    private int Dimension => _model.Flow.LatentDimension;

    /// <summary>Finds the layout for a model and its particles.</summary>
    /// <param name="model">The model; its latents are not used.</param>
    /// <param name="density">Density bound to each vertex.</param>
    /// <param name="particles">The particles, with latents and their posterior covariances.</param>
    /// <param name="held">Particles that the layout must not depend on, ascending: those held out of training.</param>
    /// <param name="limit">Limit of the latents.</param>
    /// <param name="moves">Whether the anchor moves; else it stays in the conformation of the map.</param>
    /// <param name="seed">Seed of the fit.</param>
    /// <param name="threads">Threads; the layout does not depend on their number.</param>
    public static PrincipalLayout Find(FlexModel model, float[] density, ParticleState particles, ReadOnlySpan<int> held, double limit, bool moves, ulong seed, int threads)
    {
        int k = model.Flow.LatentDimension;
        ParticleBlock sample = TrainedSample.Of(particles, held, ParticleColumns.Latents, ParticleColumns.Covariance);
        var layout = new PrincipalLayout(model with { Latents = sample.Column(ParticleColumns.Latents).ToArray() }, density, limit);
        double[] found = layout.Coordinates(layout._sampled, threads);
        float[] anchor = moves ? layout._sampled.AsSpan(CentralPlace.Of(found, k) * k, k).ToArray() : new float[k];
        layout.Begin(anchor, found);
        double[] open = layout.Open(sample.Column(ParticleColumns.Covariance), threads);
        layout.Choose(found, open);
        double[] reach = [.. Enumerable.Range(0, sample.Count).Select(i => Math.Abs(found[i * k])).Order()];
        layout._scale = Filled * limit / Math.Max(1e-6, reach[(int)(Percentile * (reach.Length - 1))]);
        float[] latents = new float[layout._sampled.Length];
        layout.Place(found, latents);
        var network = new FlowNetwork(model.Flow, model.Mesh.Mobility);
        layout.FlowParameters = FlowFit.Fit(new MovedFlow(new FlowField(layout._model), model.Mesh, anchor), layout._sampled, network, latents, layout.Active, seed, threads);
        return layout;
    }

    /// <summary>Replaces the latents of all particles, and forgets their posteriors.</summary>
    public void Apply(ParticleState particles, int threads)
    {
        const int Block = 4096;
        int k = Dimension, packed = PackedSymmetric.Length(k);
        for (int first = 0; first < particles.Count; first += Block)
        {
            int count = Math.Min(Block, particles.Count - first);
            var block = new ParticleBlock(new ParticleLayout(k, ParticleColumns.Latents), count);
            particles.Read(first, count, block);
            float[] latents = new float[count * k];
            Place(Coordinates(block.Column(ParticleColumns.Latents).ToArray(), threads), latents);
            particles.Restore(ParticleColumns.Latents, first, latents);
            particles.Restore(ParticleColumns.Covariance, first, new float[count * packed]);
            particles.Restore(ParticleColumns.Uncertainty, first, new float[count * k]);
        }
    }

    // Makes a conformation the origin of the coordinates.
    private void Begin(float[] anchor, double[] found)
    {
        Coordinates(anchor, 1).CopyTo(_origin, 0);
        for (int i = 0; i < found.Length; i++)
        {
            found[i] -= _origin[i % Dimension];
        }
    }

    // Principal coordinates, Å, [particle][K].
    private double[] Coordinates(float[] latents, int threads)
    {
        int k = Dimension, count = latents.Length / k;
        double[] found = new double[latents.Length];
        Parallel.For(0, (count + Rows - 1) / Rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new InternalCoordinates(_model, _rigid, _frame, k), (chunk, _, coordinates) =>
        {
            int from = chunk * Rows * k, rows = Math.Min(Rows, count - chunk * Rows);
            coordinates.Compute(latents.AsSpan(from, rows * k), rows, found.AsSpan(from, rows * k));
            return coordinates;
        }, _ => { });
        for (int i = 0; i < found.Length; i++)
        {
            found[i] -= _origin[i % k];
        }
        return found;
    }

    // Mean variance of each coordinate that the posteriors leave open: gᵀΣg with its slopes g in the latents.
    private double[] Open(ReadOnlySpan<float> covariances, int threads)
    {
        int k = Dimension, count = _sampled.Length / k, packed = PackedSymmetric.Length(k);
        double[][] slopes = [.. Enumerable.Range(0, k).Select(axis =>
        {
            float[] above = [.. _sampled], below = [.. _sampled];
            for (int i = axis; i < above.Length; i += k)
            {
                above[i] += (float)Difference;
                below[i] -= (float)Difference;
            }
            return Coordinates(above, threads).Zip(Coordinates(below, threads), (a, b) => (a - b) / (2 * Difference)).ToArray();
        })];
        double[] open = new double[k], covariance = new double[k * k];
        for (int i = 0; i < count; i++)
        {
            PackedSymmetric.Unpack(covariances.Slice(i * packed, packed), k, covariance);
            for (int c = 0; c < k; c++)
            {
                for (int ab = 0; ab < covariance.Length; ab++)
                {
                    open[c] += slopes[ab / k][i * k + c] * covariance[ab] * slopes[ab % k][i * k + c] / count;
                }
            }
        }
        return open;
    }

    private void Choose(double[] found, double[] open)
    {
        int k = Dimension;
        Active = 1;
        while (Active < k && UnexplainedVariance.Of(found, k, Active) > UnexplainedVariance.Least * open[Active])
        {
            Active++; // the coordinates after one that is left out vary less
        }
    }

    private void Place(double[] found, Span<float> latents)
    {
        for (int i = 0; i < found.Length; i++)
        {
            latents[i] = i % Dimension < Active ? (float)Math.Clamp(found[i] * _scale, -_limit, _limit) : 0;
        }
    }
}
