using System.Collections.Concurrent;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.LatentFrames;

/// <summary>Lays the latents out anew, along the principal coordinates of the motion that they have been found to describe, and leaves out the coordinates that describe nothing of their own.</summary>
/// <remarks>
/// A network with random weights curls one motion up in as many latent coordinates as it has: latents then have directions that move nothing, and places near each other that are far
/// apart in the motion. Here latent c becomes the c-th principal coordinate of the internal flow (<see cref="PrincipalFrame"/>), from the anchor on, which the latent 0
/// describes and where no point is displaced: the conformation of the canonical map, or one that many particles have (<see cref="CentralPlace"/>), of which a map will be made. The network is fitted to the same motion as seen from there (<see cref="MovedFlow"/>).
/// A coordinate is kept if its variance over the particles, without what is a polynomial of the coordinates before it, is at least twice what the latents' posteriors leave open of it: two thirds of it are
/// then signal.
/// </remarks>
public sealed class PrincipalLayout
{
    private const int Rows = 32;
    private const double Difference = 0.02;

    private readonly FlexModel _model;
    private readonly RigidPart _rigid;
    private readonly PrincipalFrame _frame;
    private readonly ConcurrentBag<InternalCoordinates> _idle = [];
    private readonly double[] _origin;
    private readonly float[] _sampled;
    private readonly double _limit;
    private readonly double[] _scale; // of each coordinate, 1/Å

    private PrincipalLayout(FlexModel model, float[] density, double limit)
    {
        (_model, _limit, _sampled) = (model, limit, model.Latents);
        _rigid = RigidPart.Of(model, density);
        _frame = ModelMotion.Of(model, density, new InternalFlow(model, _rigid)).Frame;
        (_origin, _scale) = (new double[Dimension], new double[Dimension]);
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
    /// <param name="pull">z U'(z) of the prior energy U of a latent coordinate.</param>
    /// <param name="moves">Whether the anchor moves; else it stays in the conformation of the map.</param>
    /// <param name="seed">Seed of the fit.</param>
    /// <param name="threads">Threads; the layout does not depend on their number.</param>
    public static PrincipalLayout Find(FlexModel model, float[] density, ParticleState particles, ReadOnlySpan<int> held, double limit, Func<double, double> pull, bool moves, ulong seed, int threads)
    {
        int k = model.Flow.LatentDimension;
        ParticleBlock sample = TrainedSample.Of(particles, held, ParticleColumns.Latents, ParticleColumns.Covariance);
        var layout = new PrincipalLayout(model with { Latents = sample.Column(ParticleColumns.Latents).ToArray() }, density, limit);
        double[] found = layout.Coordinates(layout._sampled, threads);
        float[] anchor = moves ? layout._sampled.AsSpan(CentralPlace.Of(found, k) * k, k).ToArray() : new float[k];
        layout.Begin(anchor, found);
        double[] open = layout.Open(sample.Column(ParticleColumns.Covariance), threads);
        layout.Choose(found, open);
        layout.Scale(found, open, pull);
        float[] latents = new float[layout._sampled.Length];
        layout.Place(found, latents);
        var network = new FlowNetwork(model.Flow, model.Mesh.Mobility);
        layout.FlowParameters = FlowFit.Fit(new MovedFlow(new FlowField(layout._model), model.Mesh, anchor), layout._sampled, network, latents, layout.Active, seed, threads);
        return layout;
    }

    /// <summary>Replaces the latents of all particles, and their posteriors.</summary>
    public void Apply(ParticleState particles, int threads)
    {
        const int Block = 4096;
        int k = Dimension, packed = PackedSymmetric.Length(k);
        double[] covariance = new double[k * k], carried = new double[k * k];
        for (int first = 0; first < particles.Count; first += Block)
        {
            int count = Math.Min(Block, particles.Count - first);
            var block = new ParticleBlock(new ParticleLayout(k, ParticleColumns.Latents, ParticleColumns.Covariance), count);
            particles.Read(first, count, block);
            float[] from = block.Column(ParticleColumns.Latents).ToArray(), latents = new float[count * k], covariances = new float[count * packed], deviations = new float[count * k];
            Place(Coordinates(from, threads), latents);
            double[][] slopes = Slopes(from, threads);
            for (int i = 0; i < count; i++)
            {
                PackedSymmetric.Unpack(block.Column(ParticleColumns.Covariance).Slice(i * packed, packed), k, covariance);
                Carry(covariance, slopes, i, carried);
                PackedSymmetric.Pack(carried, k, covariances.AsSpan(i * packed));
                for (int c = 0; c < k; c++)
                {
                    deviations[i * k + c] = (float)Math.Sqrt(Math.Max(0, carried[c * k + c])); // rounding may take it below 0
                }
            }
            particles.Restore(ParticleColumns.Latents, first, latents);
            particles.Restore(ParticleColumns.Covariance, first, covariances);
            particles.Restore(ParticleColumns.Uncertainty, first, deviations);
        }
    }

    // Carries a posterior covariance over to the new latents, to first order: S GΣGᵀ S with the slopes G and the scales S.
    private void Carry(double[] covariance, double[][] slopes, int particle, double[] carried)
    {
        int k = Dimension;
        Array.Clear(carried);
        for (int c = 0; c < Active; c++)
        {
            for (int d = 0; d < Active; d++)
            {
                for (int ab = 0; ab < covariance.Length; ab++)
                {
                    carried[c * k + d] += _scale[c] * slopes[ab / k][particle * k + c] * covariance[ab] * slopes[ab % k][particle * k + d] * _scale[d];
                }
            }
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
        Parallel.For(0, (count + Rows - 1) / Rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => _idle.TryTake(out InternalCoordinates? idle) ? idle : new InternalCoordinates(_model, _rigid, _frame, k), (chunk, _, coordinates) =>
        {
            int from = chunk * Rows * k, rows = Math.Min(Rows, count - chunk * Rows);
            coordinates.Compute(latents.AsSpan(from, rows * k), rows, found.AsSpan(from, rows * k));
            return coordinates;
        }, _idle.Add);
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
        double[][] slopes = Slopes(_sampled, threads);
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

    // Slopes of the principal coordinates in each latent, [latent][particle][coordinate].
    private double[][] Slopes(float[] latents, int threads) =>
    [
        .. Enumerable.Range(0, Dimension).Select(axis =>
        {
            float[] above = [.. latents], below = [.. latents];
            for (int i = axis; i < above.Length; i += Dimension)
            {
                above[i] += (float)Difference;
                below[i] -= (float)Difference;
            }
            return Coordinates(above, threads).Zip(Coordinates(below, threads), (a, b) => (a - b) / (2 * Difference)).ToArray();
        }),
    ];

    // Finds the scale of each coordinate in use at which the mean of z U'(z) is 1, the posteriors' variance counted: expectation-maximisation keeps that scale. From any other
    // it drifts towards it, by some percent a minibatch, so that the latents of an epoch's first and last particles do not belong to one flow.
    private void Scale(double[] found, double[] open, Func<double, double> pull)
    {
        int count = found.Length / Dimension;
        for (int c = 0; c < Active; c++)
        {
            double least = 0, most = 1 / Math.Max(1e-6, Math.Sqrt(Mean(c, x => x * x)));
            for (int halving = 0; halving < 40; halving++)
            {
                double middle = (least + most) / 2;
                (least, most) = Mean(c, x => pull(middle * x)) + middle * middle * open[c] < 1 ? (middle, most) : (least, middle);
            }
            _scale[c] = least;
        }

        double Mean(int c, Func<double, double> of) => Enumerable.Range(0, count).Average(i => of(found[i * Dimension + c]));
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
            latents[i] = i % Dimension < Active ? (float)Math.Clamp(found[i] * _scale[i % Dimension], -_limit, _limit) : 0;
        }
    }
}
