using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Inference;

/// <summary>Finds the own parameters of a shard's images together, by damped Gauss-Newton steps, and their Laplace posterior.</summary>
/// <remarks>
/// The objective of an image is its data term, the priors on the flow, and the priors on its parameters. With gradient g and Hessian H of
/// <see cref="NormalEquations"/>, priors included, a step solves (H + μ diag H)δ = −g (Levenberg-Marquardt); it is taken only if the objective
/// falls, and μ of the image falls or rises. An image from which nothing is left to gain stays. The posterior covariance is H⁻¹ at the end. Not thread-safe: one object a worker.
/// </remarks>
internal sealed class GaussNewton
{
    private const double StartDamping = 1e-2, LeastDamping = 1e-6;

    // An image whose objective is predicted to fall by less than this, in units of the log-likelihood, stays where it is, whatever the others of its shard do.
    private const double Settled = 1e-4;

    private readonly int _dimension;
    private readonly OwnState _best;
    private readonly NormalEquations _now, _kept;
    private readonly double[] _objective, _damping, _steps;
    private readonly float[] _given, _contrast;
    private readonly double[] _defocus; // the changes at which the shard's terms are

    /// <param name="dimension">K of the model; its latents may be left out of the parameters.</param>
    /// <param name="capacity">The most images of a shard.</param>
    /// <param name="parameters">The parameters to find; the others keep their values.</param>
    public GaussNewton(int dimension, int capacity, OwnParameters parameters)
    {
        _dimension = dimension;
        Columns = new ParameterColumns(dimension, parameters);
        (_now, _kept) = (new NormalEquations(capacity, Columns), new NormalEquations(capacity, Columns));
        (State, _best) = (new OwnState(dimension, capacity), new OwnState(dimension, capacity));
        _steps = new double[capacity * Columns.Count];
        (_objective, _damping, _contrast) = (new double[capacity], new double[capacity], new float[capacity]);
        _given = new float[capacity * ImageShard.PoseLength];
        _defocus = new double[capacity];
        Covariance = new double[capacity * Columns.Count * Columns.Count];
    }

    /// <summary>Returns <paramref name="kept"/> if it finds these parameters; else makes another in its place.</summary>
    public static GaussNewton For(ref GaussNewton? kept, int dimension, int capacity, OwnParameters parameters) =>
        kept?.Columns.Included == parameters ? kept : kept = new GaussNewton(dimension, capacity, parameters);

    /// <summary>The parameters and their order.</summary>
    public ParameterColumns Columns { get; }

    /// <summary>Latents and offsets: those to start from, then those found.</summary>
    public OwnState State { get; }

    /// <summary>Value, gradient and Hessian at the parameters found, priors on the parameters included.</summary>
    public NormalEquations Posterior => _kept;

    /// <summary>Posterior covariance of each image's parameters, [image][P][P].</summary>
    public double[] Covariance { get; }

    /// <summary>The objective of each image at the parameters found.</summary>
    public ReadOnlySpan<double> Objective => _objective;

    /// <summary>Returns the posterior standard deviation of a parameter of an image.</summary>
    public double Deviation(int image, int column) => Math.Sqrt(Covariance[(image * Columns.Count + column) * Columns.Count + column]);

    /// <summary>Predicts the offset at the posterior's mode of an image: the one found, and the Newton step that is left.</summary>
    /// <param name="offset">Receives turn, shift and change of defocus, <see cref="OwnState.OffsetLength"/> numbers.</param>
    public void Mode(int image, Span<double> offset)
    {
        State.Offset(image).CopyTo(offset);
        int count = Columns.Count, turn = Columns.Find(OwnParameters.Rotation), shift = Columns.Find(OwnParameters.Shift);
        ReadOnlySpan<double> covariance = Covariance.AsSpan(image * count * count, count * count), gradient = _kept.Gradient(image);
        for (int b = 0; b < count; b++)
        {
            for (int j = 0; Columns.Has(OwnParameters.Rotation) && j < 3; j++)
            {
                offset[j] -= covariance[(turn + j) * count + b] * gradient[b];
            }
            for (int j = 0; Columns.Has(OwnParameters.Shift) && j < 2; j++)
            {
                offset[3 + j] -= covariance[(shift + j) * count + b] * gradient[b];
            }
            if (Columns.Has(OwnParameters.Defocus))
            {
                offset[OwnState.Defocus] -= covariance[Columns.Find(OwnParameters.Defocus) * count + b] * gradient[b];
            }
        }
    }

    /// <summary>Copies the posterior covariance of a kind of parameter of an image, the others marginalised.</summary>
    /// <param name="width">Number of the kind's elements m.</param>
    /// <param name="block">Receives [m][m].</param>
    public ReadOnlySpan<double> Block(int image, OwnParameters kind, int width, Span<double> block)
    {
        int count = Columns.Count, first = Columns.Find(kind);
        for (int a = 0; a < width; a++)
        {
            Covariance.AsSpan((image * count + first + a) * count + first, width).CopyTo(block[(a * width)..]);
        }
        return block;
    }

    /// <summary>Takes steps from <see cref="State"/>, which the caller has set for the shard's images as it has the shard's poses and contrasts.</summary>
    /// <param name="steps">The most steps tried for each image; each costs one linearisation, and one more is made at the start.</param>
    /// <param name="defocus">Sets the shard's terms at the changes of defocus that are tried, so that it is no linear parameter; needed where the defocus is among the parameters.</param>
    /// <exception cref="InvariantException">The defocus is among the parameters, and <paramref name="defocus"/> is null.</exception>
    public void Run(IShardEvaluator evaluator, ImageShard shard, in OwnPriors priors, int steps, IDefocusTerms? defocus = null)
    {
        int count = shard.Count;
        IDefocusTerms? terms = !Columns.Has(OwnParameters.Defocus) ? null : defocus ?? throw new InvariantException("the defocus is to be found of images whose terms cannot be set again");
        _defocus.AsSpan().Fill(double.NaN);
        SetDefocus(terms, shard);
        for (int i = 0; i < count; i++)
        {
            // The given pose is what the offset of the start turns into the shard's pose.
            OwnState.Undo(shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength), State.Offset(i), _given.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength));
        }
        _now.LeftOut.AsSpan().Clear();
        evaluator.Linearise(shard, State.Latents.AsSpan(0, count * _dimension), _now);
        for (int i = 0; i < count; i++)
        {
            _objective[i] = AddPriors(shard, i, priors);
            _damping[i] = StartDamping;
            Keep(shard, i);
        }
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < count; i++)
            {
                _now.LeftOut[i] |= Find(i, priors, terms?.RadianAngstrom ?? 0) < Settled;
                if (!_now.LeftOut[i])
                {
                    Move(shard, i, priors);
                }
            }
            if (!_now.LeftOut.AsSpan(0, count).Contains(false))
            {
                break;
            }
            SetDefocus(terms, shard);
            evaluator.Linearise(shard, State.Latents.AsSpan(0, count * _dimension), _now);
            for (int i = 0; i < count; i++)
            {
                if (_now.LeftOut[i])
                {
                    continue;
                }
                double objective = AddPriors(shard, i, priors);
                if (objective < _objective[i])
                {
                    _objective[i] = objective;
                    _damping[i] = Math.Max(LeastDamping, _damping[i] / 10);
                    Keep(shard, i);
                }
                else
                {
                    _damping[i] *= 10;
                    Restore(shard, i);
                }
            }
        }
        SetDefocus(terms, shard);
        for (int i = 0; i < count; i++)
        {
            NewtonStep.Invert(Columns, _kept.Hessian(i), priors, Covariance.AsSpan(i * Columns.Count * Columns.Count, Columns.Count * Columns.Count));
        }
    }

    // Sets the terms of the images whose change of defocus is another than before.
    private void SetDefocus(IDefocusTerms? terms, ImageShard shard)
    {
        bool any = false;
        for (int i = 0; terms is not null && i < shard.Count; i++)
        {
            double change = State.Offset(i)[OwnState.Defocus];
            if (change != _defocus[i])
            {
                terms.Set(shard, i, _defocus[i] = change);
                any = true;
            }
        }
        if (any)
        {
            shard.Count = shard.Count; // a new stamp
        }
    }

    // Adds the priors on an image's parameters to its normal equations; returns the whole objective.
    private double AddPriors(ImageShard shard, int image, in OwnPriors priors)
    {
        int count = Columns.Count;
        Span<double> gradient = _now.Gradient(image), hessian = _now.Hessian(image);
        CandidateEnergy energy = _now.Energies[image];
        double objective = energy.Data(shard.Constant[image], shard.Contrast[image]) + energy.Prior;
        if (Columns.Has(OwnParameters.Latents))
        {
            Span<float> z = State.Latent(image);
            objective += priors.Latent.Energy(z);
            for (int k = 0; k < _dimension; k++)
            {
                (double slope, double curvature) = priors.Latent.Derivatives(z[k]);
                gradient[k] += slope;
                hessian[k * count + k] += curvature;
            }
        }
        Span<double> offset = State.Offset(image);
        Gaussian(OwnParameters.Rotation, offset[..3], priors.RotationRadians, gradient, hessian, ref objective);
        Gaussian(OwnParameters.Shift, offset[3..5], priors.ShiftPixels, gradient, hessian, ref objective);
        Gaussian(OwnParameters.Defocus, offset[OwnState.Defocus..], priors.DefocusAngstrom, gradient, hessian, ref objective);
        Gaussian(OwnParameters.Contrast, [shard.Contrast[image] - 1], priors.Contrast, gradient, hessian, ref objective);
        return objective;
    }

    private void Gaussian(OwnParameters kind, ReadOnlySpan<double> values, double deviation, Span<double> gradient, Span<double> hessian, ref double objective)
    {
        if (!Columns.Has(kind))
        {
            return;
        }
        int first = Columns.Find(kind), count = Columns.Count;
        double precision = 1 / (deviation * deviation);
        for (int j = 0; j < values.Length; j++)
        {
            objective += 0.5 * precision * values[j] * values[j];
            gradient[first + j] += precision * values[j];
            hessian[(first + j) * count + first + j] += precision;
        }
    }

    private Span<double> Step(int image) => _steps.AsSpan(image * Columns.Count, Columns.Count);

    // Finds the next step of an image, from the best parameters so far; returns by how much it lowers a quadratic objective.
    private double Find(int image, in OwnPriors priors, double mostDefocus)
    {
        Span<double> step = Step(image), gradient = _kept.Gradient(image);
        NewtonStep.Find(Columns, _kept.Hessian(image), gradient, _damping[image], priors, mostDefocus, step);
        double gain = 0;
        for (int a = 0; a < step.Length; a++)
        {
            gain -= 0.5 * step[a] * gradient[a];
        }
        return double.IsNaN(gain) ? 0 : gain;
    }

    // Moves the image by its step.
    private void Move(ImageShard shard, int image, in OwnPriors priors)
    {
        Span<double> step = Step(image);
        if (Columns.Has(OwnParameters.Latents))
        {
            Span<float> z = State.Latent(image);
            for (int k = 0; k < _dimension; k++)
            {
                z[k] = (float)Math.Clamp(z[k] + step[k], -priors.Latent.Scale, priors.Latent.Scale);
            }
        }
        Span<double> offset = State.Offset(image);
        if (Columns.Has(OwnParameters.Rotation))
        {
            (offset[0], offset[1], offset[2]) = OwnState.Compose(offset[..3], step.Slice(Columns.Find(OwnParameters.Rotation), 3));
        }
        if (Columns.Has(OwnParameters.Shift))
        {
            int at = Columns.Find(OwnParameters.Shift);
            (offset[3], offset[4]) = (offset[3] + step[at], offset[4] + step[at + 1]);
        }
        if (Columns.Has(OwnParameters.Contrast))
        {
            shard.Contrast[image] = (float)Math.Clamp(shard.Contrast[image] + step[Columns.Find(OwnParameters.Contrast)], 0.2, 5);
        }
        if (Columns.Has(OwnParameters.Defocus))
        {
            offset[OwnState.Defocus] += step[Columns.Find(OwnParameters.Defocus)];
        }
        SetPose(shard, image);
    }

    private void Keep(ImageShard shard, int image)
    {
        _best.Copy(State, image);
        _contrast[image] = shard.Contrast[image];
        _kept.Energies[image] = _now.Energies[image];
        _now.Gradient(image).CopyTo(_kept.Gradient(image));
        _now.Hessian(image).CopyTo(_kept.Hessian(image));
    }

    private void Restore(ImageShard shard, int image)
    {
        State.Copy(_best, image);
        shard.Contrast[image] = _contrast[image];
        SetPose(shard, image);
    }

    private void SetPose(ImageShard shard, int image)
    {
        if (Columns.Has(OwnParameters.Rotation) || Columns.Has(OwnParameters.Shift))
        {
            OwnState.Pose(_given.AsSpan(image * ImageShard.PoseLength, ImageShard.PoseLength), State.Offset(image), shard.Pose.AsSpan(image * ImageShard.PoseLength, ImageShard.PoseLength));
        }
    }
}
