using Flex3D.Stages.Numerics;
namespace Flex3D.Stages.Reconstruction;

/// <summary>The state machine the minimisers share: along a direction, ask for a trial, step, choose the next direction.</summary>
/// <remarks>
/// Invariants: (1) all that a later bit depends on is in the fields <see cref="MinimiserFormat"/> writes; (2) the iterate's
/// energy never rises in quadratic mode; (3) a report moves the state once, or throws and leaves it as it was.
/// </remarks>
public abstract class LineMinimiser : IMinimiser
{
    private const double Armijo = 1e-4;
    private const double CurvatureCondition = 0.9;
    private const double FarthestExtrapolation = 20; // beyond it the trial's rounding would be magnified: evaluate again there
    private const int MostTrials = 20;

    private protected LineMinimiser(LineState state, MinimiserOptions options, Preconditioner? preconditioner)
    {
        State = state;
        Options = options;
        Precondition = preconditioner ?? Preconditioners.Identity;
    }

    public int Dimension => State.Point.Length;
    public MinimiserStatus Status => State.Status;
    public int Iteration => State.Iteration;
    public int Evaluations => State.Evaluations;
    public ReadOnlySpan<float> Iterate => State.Point;
    public double Energy => State.Energy;
    public IReadOnlyList<double> Energies => State.Energies;

    private protected LineState State { get; }
    private protected MinimiserOptions Options { get; }
    private protected Preconditioner Precondition { get; }

    public void Next(Span<float> point)
    {
        RequireRunning();
        if (State.Evaluations == 0)
        {
            State.Point.CopyTo(point);
        }
        else
        {
            VectorMath.Combine(State.Point, State.TrialStep, State.Direction, point);
        }
    }

    public void Report(double energy, ReadOnlySpan<float> gradient)
    {
        RequireRunning();
        ArgumentOutOfRangeException.ThrowIfNotEqual(gradient.Length, Dimension);
        if (!double.IsFinite(energy) || !VectorMath.IsFinite(gradient))
        {
            throw new ArithmeticException($"evaluation {State.Evaluations} of the reconstruction gave energy {energy} or a gradient that is not finite");
        }
        State.Evaluations++;
        if (State.Evaluations == 1)
        {
            Start(energy, gradient);
        }
        else
        {
            Trial(energy, gradient);
        }
    }

    public abstract void Write(BinaryWriter writer);

    /// <summary>Called before the iterate moves by <paramref name="step"/>·direction; the gradient will change by <paramref name="fraction"/>·(trial − gradient).</summary>
    private protected abstract void Accepting(double step, double fraction, ReadOnlySpan<float> trialGradient);

    /// <summary>Writes the next direction for <see cref="LineState.Gradient"/>, and returns the first step to try along it; null where nothing learned tells its scale.</summary>
    private protected abstract double? ChooseDirection();

    /// <summary>Forgets everything learned, so that the next direction is the steepest; false where nothing was remembered.</summary>
    private protected abstract bool Forget();

    private void Start(double energy, ReadOnlySpan<float> gradient)
    {
        gradient.CopyTo(State.Gradient);
        State.Energy = energy;
        State.Energies.Add(energy);
        State.FirstGradientNorm = VectorMath.Norm(gradient);
        NewLine();
    }

    private void Trial(double energy, ReadOnlySpan<float> gradient)
    {
        State.Trials++;
        var line = new QuadraticLine(State.Slope, VectorMath.Dot(gradient, State.Direction), State.TrialStep);
        if (Options.Quadratic)
        {
            QuadraticTrial(line, energy, gradient);
        }
        else
        {
            GeneralTrial(line, energy, gradient);
        }
    }

    private void QuadraticTrial(QuadraticLine line, double energy, ReadOnlySpan<float> gradient)
    {
        if (!(line.Curvature > 0))
        {
            RestartOrStall();
        }
        else if (line.MinimumStep > FarthestExtrapolation * State.TrialStep && State.Trials < MostTrials)
        {
            State.TrialStep = line.MinimumStep;
        }
        else
        {
            Step(line.MinimumStep, line.MinimumStep / State.TrialStep, energy + line.ChangeFromTrial(line.MinimumStep), gradient);
        }
    }

    private void GeneralTrial(QuadraticLine line, double energy, ReadOnlySpan<float> gradient)
    {
        bool falls = energy <= State.Energy + Armijo * State.TrialStep * State.Slope;
        if (falls && Math.Abs(line.TrialSlope) <= -CurvatureCondition * State.Slope)
        {
            Step(State.TrialStep, 1, energy, gradient);
        }
        else if (State.Trials >= MostTrials)
        {
            RestartOrStall();
        }
        else if (line.Curvature > 0)
        {
            State.TrialStep *= Math.Clamp(line.MinimumStep / State.TrialStep, 0.1, 10);
        }
        else
        {
            State.TrialStep *= falls ? 4 : 0.25;
        }
    }

    private void Step(double step, double fraction, double energy, ReadOnlySpan<float> gradient)
    {
        Accepting(step, fraction, gradient);
        VectorMath.AddScaled(State.Point, step, State.Direction);
        float part = (float)fraction;
        Span<float> current = State.Gradient;
        for (int i = 0; i < current.Length; i++)
        {
            // At a fraction of 1 this is the reported gradient itself, whatever the sizes.
            float kept = (1 - part) * current[i];
            current[i] = part * gradient[i] + kept;
        }
        State.Energy = energy;
        State.Energies.Add(energy);
        State.LastStep = step;
        State.Iteration++;
        NewLine();
    }

    private void NewLine()
    {
        State.Trials = 0;
        if (VectorMath.Norm(State.Gradient) <= Options.GradientTolerance * State.FirstGradientNorm)
        {
            State.Status = MinimiserStatus.Converged;
            return;
        }
        double? step = ChooseDirection();
        State.Slope = VectorMath.Dot(State.Gradient, State.Direction);
        if (!(State.Slope < 0))
        {
            RestartOrStall();
            return;
        }
        State.TrialStep = step ?? FirstTrial();
    }

    private double FirstTrial() => Options.FirstTrialStep
        ?? (State.Energy > 0 ? State.Energy / -State.Slope : 1 / VectorMath.Norm(State.Direction));

    private void RestartOrStall()
    {
        if (Forget())
        {
            NewLine();
        }
        else
        {
            State.Status = MinimiserStatus.Stalled;
        }
    }

    private void RequireRunning()
    {
        if (State.Status != MinimiserStatus.Running)
        {
            throw new InvalidOperationException($"the minimiser has ended ({State.Status})");
        }
    }
}
