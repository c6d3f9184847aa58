using Flex3D.Stages.Engine;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Inference;

/// <summary>How well a model predicts one part of an image's Fourier components from another: −log of its predictive likelihood, the image's own parameters averaged out.</summary>
/// <remarks>
/// From the seen part the own parameters x are found with a Gaussian (Laplace) posterior of mode x̂ and precision A. The unseen part's loss is E(x̂) + gᵀδ + ½δᵀHδ around it, and
/// −log ∫ exp(−E) N(x; x̂, A⁻¹) dx = E(x̂) − ½ gᵀ(A + H)⁻¹g + ½ log det(A + H)/det A. A parameter that the seen part does not determine costs nothing, as it would if x̂ alone were scored.
/// Not thread-safe: one object a worker.
/// </remarks>
internal sealed class PredictiveLoss
{
    private readonly GaussNewton _newton;
    private readonly NormalEquations _unseen;
    private readonly CandidateEnergy[] _energies;
    private readonly int _dimension;

    /// <param name="dimension">K of the model.</param>
    /// <param name="capacity">The most images of a shard.</param>
    /// <param name="parameters">The own parameters of an image under the model; none for one that is the same for every image.</param>
    public PredictiveLoss(int dimension, int capacity, OwnParameters parameters)
    {
        _dimension = dimension;
        _newton = new GaussNewton(dimension, capacity, parameters);
        _unseen = new NormalEquations(capacity, _newton.Columns);
        _energies = new CandidateEnergy[capacity];
    }

    /// <summary>The own parameters.</summary>
    public OwnParameters Parameters => _newton.Columns.Included;

    /// <summary>The latents that were found last, [image][K].</summary>
    public ReadOnlySpan<float> Latents => _newton.State.Latents;

    /// <summary>Measures each image's loss on the part from which its parameters are found, and its predictive losses on others.</summary>
    /// <param name="seen">Images of which one part counts, at the given poses; their poses and contrasts follow the parameters.</param>
    /// <param name="unseen">The same images of which other parts count, each for itself.</param>
    /// <param name="model">The model.</param>
    /// <param name="latents">[image][K], where the search begins; the latents of a model whose latents are not among the parameters.</param>
    /// <param name="steps">Gauss-Newton steps.</param>
    /// <param name="seenLoss">[image]: the objective on the seen part, priors included.</param>
    /// <param name="unseenLosses">[part][image of the capacity]: the predictive losses.</param>
    /// <param name="defocus">Sets the terms of the parts at other defocus values; needed where the defocus is among the parameters.</param>
    public void Measure(
        IShardEvaluator evaluator, ImageShard seen, ReadOnlySpan<ImageShard> unseen, ModelSnapshot model, in OwnPriors priors, ReadOnlySpan<float> latents, int steps,
        Span<double> seenLoss, Span<double> unseenLosses, IDefocusTerms? defocus = null)
    {
        int count = seen.Count, width = _newton.Columns.Count;
        latents[..(count * _dimension)].CopyTo(_newton.State.Latents);
        _newton.State.Offsets.AsSpan().Clear();
        evaluator.SetModel(model);
        if (width == 0)
        {
            Fixed(evaluator, seen, latents, seenLoss);
            for (int part = 0; part < unseen.Length; part++)
            {
                Fixed(evaluator, unseen[part], latents, unseenLosses[(part * _energies.Length)..]);
            }
            return;
        }
        _newton.Run(evaluator, seen, priors, steps, defocus);
        _newton.Objective[..count].CopyTo(seenLoss);
        evaluator.SetModel(model.WithoutPriors()); // the priors on the flow belong to the posterior alone
        for (int part = 0; part < unseen.Length; part++)
        {
            seen.Pose.CopyTo(unseen[part].Pose, 0);
            seen.Contrast.CopyTo(unseen[part].Contrast, 0);
            SetDefocus(unseen[part], defocus);
            evaluator.Linearise(unseen[part], _newton.State.Latents.AsSpan(0, count * _dimension), _unseen);
            for (int i = 0; i < count; i++)
            {
                unseenLosses[part * _energies.Length + i] = Predictive(unseen[part], i, width);
            }
        }
    }

    private void SetDefocus(ImageShard unseen, IDefocusTerms? terms)
    {
        if (!_newton.Columns.Has(OwnParameters.Defocus))
        {
            return;
        }
        for (int i = 0; i < unseen.Count; i++)
        {
            terms!.Set(unseen, i, _newton.State.Offset(i)[OwnState.Defocus]);
        }
        unseen.Count = unseen.Count; // a new stamp
    }

    private double Predictive(ImageShard unseen, int image, int width)
    {
        double loss = _unseen.Energies[image].Data(unseen.Constant[image], unseen.Contrast[image]);
        Span<double> precision = stackalloc double[width * width], both = stackalloc double[width * width], step = stackalloc double[width];
        _newton.Posterior.Hessian(image).CopyTo(precision);
        for (int a = 0; a < precision.Length; a++)
        {
            both[a] = precision[a] + _unseen.Hessian(image)[a];
        }
        _unseen.Gradient(image).CopyTo(step);
        if (!SmallCholesky.Factor(precision, width) || !SmallCholesky.Factor(both, width))
        {
            return loss; // no Gaussian fits: the best parameters alone
        }
        SmallCholesky.Solve(both, width, step);
        for (int a = 0; a < width; a++)
        {
            loss -= 0.5 * step[a] * _unseen.Gradient(image)[a];
        }
        return loss + 0.5 * (SmallCholesky.LogDeterminant(both, width) - SmallCholesky.LogDeterminant(precision, width));
    }

    private void Fixed(IShardEvaluator evaluator, ImageShard shard, ReadOnlySpan<float> latents, Span<double> losses)
    {
        evaluator.Evaluate(shard, latents, 1, _energies);
        for (int i = 0; i < shard.Count; i++)
        {
            losses[i] = _energies[i].Data(shard.Constant[i], shard.Contrast[i]);
        }
    }
}
