using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Reconstruction;

/// <summary>
/// Minimises ½xᵀHx − bᵀx + c line by line. It asks its caller for evaluations instead of calling back, so that it can stop and resume between
/// any two of them: along a direction, ask for a trial, step to the exact minimum, choose the next direction.
/// </summary>
/// <remarks>
/// One evaluation is a pass over all particles, which may be interrupted. The order of calls is <c>Next</c> (the point to evaluate), the pass,
/// <c>Report</c> (its energy and gradient). Between <c>Report</c> and the next <c>Report</c> the state can be written; a
/// minimiser read back gives the same points, bit for bit.
/// Invariants: (1) all that a later bit depends on is in the fields <see cref="MinimiserFormat"/> writes; (2) the iterate's
/// energy never rises; (3) a report moves the state once, or throws and leaves it as it was.
/// </remarks>
public abstract class LineMinimiser
{
    private const double GradientTolerance = 1e-6; // relative to the first gradient
    private const double FarthestExtrapolation = 20; // beyond it the trial's rounding would be magnified: evaluate again there
    private const int MostTrials = 20;

    private protected LineMinimiser(LineState state) => State = state;

    /// <summary>Number of unknowns.</summary>
    public int Dimension => State.Point.Length;

    public MinimiserStatus Status => State.Status;

    /// <summary>The number of steps taken; 0 at the start.</summary>
    public int Iteration => State.Iteration;

    /// <summary>The number of reports received.</summary>
    public int Evaluations => State.Evaluations;

    /// <summary>The current iterate, the best point known. It may be an interpolation that was never evaluated itself.</summary>
    public ReadOnlySpan<float> Iterate => State.Point;

    /// <summary>The energy E at <see cref="Iterate"/>; NaN before the first report.</summary>
    public double Energy => State.Energy;

    /// <summary>The energies E of all iterates, from iteration 0.</summary>
    public IReadOnlyList<double> Energies => State.Energies;

    private protected LineState State { get; }

    /// <summary>Writes the point to evaluate, which stays the same until <see cref="Report"/>.</summary>
    /// <exception cref="InvalidOperationException">The minimiser is not <see cref="MinimiserStatus.Running"/>.</exception>
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

    /// <summary>Takes the energy and gradient found at the point of <see cref="Next"/>.</summary>
    /// <exception cref="ArithmeticException">Energy or gradient is not finite.</exception>
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

    /// <summary>Writes the whole state; the layout is in <c>MinimiserFormat</c>.</summary>
    public abstract void Write(BinaryWriter writer);

    /// <summary>Called before the iterate moves by <paramref name="step"/>·direction, whereby the gradient changes by <paramref name="fraction"/>·(trial − gradient).</summary>
    private protected abstract void Accepting(double step, double fraction, ReadOnlySpan<float> trialGradient);

    /// <summary>Writes the next direction for <see cref="LineState.Gradient"/>, and returns the first step to try along it; null where the history gives no scale.</summary>
    private protected abstract double? ChooseDirection();

    /// <summary>Clears the history, so that the next direction is the steepest descent; false where it was empty.</summary>
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
        if (VectorMath.Norm(State.Gradient) <= GradientTolerance * State.FirstGradientNorm)
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
        // For a sum of squares E/|slope| is at least half the exact step.
        State.TrialStep = step ?? (State.Energy > 0 ? State.Energy / -State.Slope : 1 / VectorMath.Norm(State.Direction));
    }

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
