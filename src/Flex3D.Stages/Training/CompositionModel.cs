using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Training;

/// <summary>
/// Sums the gradient of the composition model in its components; the model does not move: the rigid control's map, of which parts are more or less dense in each particle
/// (<see cref="OccupancyField"/>). It is trained on the same images as the flow, so that on held-out ones it tells a part that is missing from one that moves.
/// </summary>
/// <remarks>
/// Probabilistic principal components (Tipping &amp; Bishop 1999) under each image's own CTF and pose: with the prior N(0, 1) of each coordinate the
/// posterior of an image's latent is Gaussian, and the gradient is that at a draw from it (a stochastic expectation-maximisation step). Not thread-safe.
/// </remarks>
public sealed class CompositionModel
{
    /// <summary>Prior of a latent: N(0, 1), searched to 3 standard deviations.</summary>
    internal static readonly LatentPrior Prior = new(0, 3, 2);

    /// <summary>Number of images after which more of them hardly improve so few parameters; an epoch uses about as many, of all its steps, and of fewer images every second shard: all of them gain no more.</summary>
    private const int EnoughImages = 20_000;

    private const int LeastStride = 2;

    private const double FirstOccupancy = 0.05;

    private readonly int _dimension;
    private readonly ulong _seed;
    private readonly NormalEquations _equations;
    private readonly float[] _latents;

    public CompositionModel(EngineProblem problem, TrainingOptions options)
    {
        (_dimension, _seed) = (problem.Flow.LatentDimension, options.Seed);
        _equations = new NormalEquations(options.ShardSize, new ParameterColumns(_dimension, OwnParameters.Latents));
        _latents = new float[options.ShardSize * _dimension];
    }

    /// <summary>The number of its parameters: a field over the vertices for each latent coordinate.</summary>
    public static int ParameterCount(EngineProblem problem) => problem.Flow.LatentDimension * problem.Mesh.VertexCount;

    /// <summary>The number of values of a gradient in its components, [K][voxel]; 0 where it is not trained.</summary>
    public static int GradientLength(EngineProblem problem, TrainingOptions options) => options.TestsComposition ? problem.Flow.LatentDimension * problem.Binding.Count : 0;

    /// <summary>Whether a shard's images count.</summary>
    /// <param name="shard">Number of the shard in its step.</param>
    /// <param name="particles">The number of particles that are learned from, or somewhat more.</param>
    public static bool Uses(int shard, int particles) => shard % Math.Max(LeastStride, particles / EnoughImages) == 0;

    /// <summary>Returns the fields that training begins with: small and random, since at zero nothing tells them apart.</summary>
    public static float[] Initialise(ulong seed, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(FirstOccupancy * CounterRandom.Normal(seed, Purpose.Occupancy, 0, (ulong)i, 0)))];

    /// <summary>Sums the gradient of a shard's images in the components.</summary>
    /// <param name="epoch">Number of the epoch, on which the draws depend.</param>
    /// <param name="model">The model, with its components.</param>
    /// <param name="keeps">Whether the gradient may be left on the device.</param>
    /// <param name="gradient">[K][voxel], overwritten unless the gradient was left on the device.</param>
    /// <returns>The gradient on the device; null where it is in the array.</returns>
    public IKeptGradient? Sum(IShardEvaluator evaluator, ImageShard shard, ulong epoch, ModelSnapshot model, bool keeps, Span<float> gradient)
    {
        Span<float> latents = _latents.AsSpan(0, shard.Count * _dimension);
        Span<CandidateEnergy> energies = stackalloc CandidateEnergy[shard.Count];
        latents.Clear();
        evaluator.SetModel(model);
        evaluator.Linearise(shard, latents, _equations);
        for (int i = 0; i < shard.Count; i++)
        {
            Draw(i, epoch, (ulong)shard.Particles[i], latents.Slice(i * _dimension, _dimension));
        }
        return evaluator.SumComponentGradient(keeps, shard, latents, gradient, energies);
    }

    // Draws a latent from its posterior N(−A⁻¹g, A⁻¹), A = H + 1, for gradient and Hessian at z = 0: the loss is quadratic in it.
    private void Draw(int image, ulong epoch, ulong particle, Span<float> latent)
    {
        Span<double> precision = stackalloc double[_dimension * _dimension], mean = stackalloc double[_dimension], noise = stackalloc double[_dimension];
        _equations.Hessian(image).CopyTo(precision);
        for (int k = 0; k < _dimension; k++)
        {
            precision[k * _dimension + k] += 1;
            mean[k] = -_equations.Gradient(image)[k];
            noise[k] = CounterRandom.Normal(_seed, Purpose.CompositionDraw, epoch, particle, (ulong)k);
        }
        if (!SmallCholesky.Factor(precision, _dimension))
        {
            return; // not finite: the image has no signal to learn from, and keeps z = 0
        }
        SmallCholesky.Solve(precision, _dimension, mean);
        SmallCholesky.SolveUpper(precision, _dimension, noise);
        for (int k = 0; k < _dimension; k++)
        {
            latent[k] = (float)(mean[k] + noise[k]);
        }
    }
}
