using Flex3D.Stages.Numerics;
namespace Flex3D.Stages.Reconstruction;

/// <summary>The preconditioned conjugate gradient for a convex quadratic, by asking for evaluations.</summary>
/// <remarks>
/// The same points as <see cref="LBfgs"/> with the same preconditioner up to rounding, in 5 vectors instead of 4 + 2·History:
/// the choice for a box whose history would not fit. The new direction is −M⁻¹g + β d with β = M⁻¹g·Hd / d·Hd (Hestenes and
/// Stiefel), H d being known from the trial, so that conjugacy to the last direction holds in spite of rounding.
/// </remarks>
public sealed class PreconditionedConjugateGradient : LineMinimiser
{
    private readonly float[] _change;
    private readonly float[] _preconditioned;
    private bool _hasDirection;

    /// <param name="start">x at iteration 0, shape [unknown].</param>
    public PreconditionedConjugateGradient(ReadOnlySpan<float> start, MinimiserOptions? options = null, Preconditioner? preconditioner = null)
        : this(new LineState(start.Length), options ?? new(), preconditioner) => start.CopyTo(State.Point);

    private PreconditionedConjugateGradient(LineState state, MinimiserOptions options, Preconditioner? preconditioner)
        : base(state, options, preconditioner)
    {
        if (!options.Quadratic)
        {
            throw new ArgumentException("the conjugate gradient is for a quadratic energy", nameof(options));
        }
        _change = new float[state.Point.Length];
        _preconditioned = new float[state.Point.Length];
    }

    /// <inheritdoc cref="LBfgs.Read"/>
    public static PreconditionedConjugateGradient Read(
        BinaryReader reader, int dimension, string source, MinimiserOptions? options = null, Preconditioner? preconditioner = null)
    {
        LineState state = MinimiserFormat.ReadState(reader, MinimiserFormat.ConjugateGradientKind, dimension, source);
        MinimiserFormat.Need(reader, sizeof(bool), source);
        return new PreconditionedConjugateGradient(state, options ?? new(), preconditioner) { _hasDirection = reader.ReadBoolean() };
    }

    public override void Write(BinaryWriter writer)
    {
        MinimiserFormat.WriteState(writer, MinimiserFormat.ConjugateGradientKind, State);
        writer.Write(_hasDirection);
    }

    private protected override void Accepting(double step, double fraction, ReadOnlySpan<float> trialGradient)
    {
        VectorMath.ScaledDifference(trialGradient, State.Gradient, 1 / State.TrialStep, _change);
        _hasDirection = true;
    }

    private protected override double? ChooseDirection()
    {
        Precondition(State.Gradient, _preconditioned);
        double beta = _hasDirection
            ? VectorMath.Dot(_preconditioned, _change) / VectorMath.Dot(State.Direction, _change)
            : 0;
        Span<float> direction = State.Direction;
        VectorMath.Scale(direction, beta);
        VectorMath.AddScaled(direction, -1, _preconditioned);
        return _hasDirection ? State.LastStep : null;
    }

    private protected override bool Forget()
    {
        bool remembered = _hasDirection;
        _hasDirection = false;
        return remembered;
    }
}
