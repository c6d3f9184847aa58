using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Reconstruction;

/// <summary>Limited-memory BFGS (Nocedal 1980; Nocedal &amp; Wright, algorithm 7.4) whose caller makes the evaluations; it resumes to the same bits.</summary>
/// <remarks>
/// This is the optimiser of the high-resolution reconstruction (Punjani &amp; Fleet 2023, Methods): all particles a step, from
/// zero. There the energy is ½xᵀHx − bᵀx + c, and the exact minimum of each line follows from the one gradient evaluated
/// on it; the first step needs no guess of the scale of x for the same reason. With exact lines the iterates are those of
/// the conjugate gradient, which needs 2·History fewer vectors; the history is useful where the evaluations are not
/// exactly those of one quadratic. Vectors held: 4 + 2·History, single precision.
/// </remarks>
public sealed class LBfgs : LineMinimiser
{
    private const int History = 5; // the number of pairs (s, y) kept, two vectors each
    private readonly List<CurvaturePair> _pairs; // oldest first
    private readonly float[] _scratch;

    /// <param name="start">x at iteration 0, shape [unknown].</param>
    public LBfgs(ReadOnlySpan<float> start)
        : this(new LineState(start.Length), []) => start.CopyTo(State.Point);

    private LBfgs(LineState state, List<CurvaturePair> pairs)
        : base(state)
    {
        _pairs = pairs;
        _scratch = new float[state.Point.Length];
    }

    /// <summary>Reads the state that <see cref="Write"/> wrote, to continue from it.</summary>
    /// <param name="dimension">The number of unknowns the caller expects; checked before anything is allocated.</param>
    /// <param name="source">The name of the file in error messages.</param>
    /// <exception cref="InputException">The section is of another kind, dimension or version, or ends early.</exception>
    public static LBfgs Read(BinaryReader reader, int dimension, string source)
    {
        LineState state = MinimiserFormat.ReadState(reader, dimension, source);
        List<CurvaturePair> pairs = MinimiserFormat.ReadPairs(reader, History, dimension, source);
        return new LBfgs(state, pairs);
    }

    /// <summary>Bytes of the vectors held once the history is full.</summary>
    public static long BytesOf(int dimension) => sizeof(float) * (4 + 2L * History) * dimension;

    public override void Write(BinaryWriter writer)
    {
        MinimiserFormat.WriteState(writer, State);
        MinimiserFormat.WritePairs(writer, _pairs);
    }

    private protected override void Accepting(double step, double fraction, ReadOnlySpan<float> trialGradient)
    {
        CurvaturePair pair = _pairs.Count < History ? CurvaturePair.Allocate(Dimension) : TakeOldest();
        pair.Step.AsSpan().Clear();
        VectorMath.AddScaled(pair.Step, step, State.Direction);
        VectorMath.ScaledDifference(trialGradient, State.Gradient, fraction, pair.GradientChange);
        double product = VectorMath.Dot(pair.Step, pair.GradientChange);
        if (product > 0) // otherwise the approximate Hessian would lose its positive definiteness
        {
            _pairs.Add(pair with { Product = product });
        }
    }

    private protected override double? ChooseDirection()
    {
        // The two-loop recursion: computes direction = −H g without forming H.
        Span<double> weights = stackalloc double[_pairs.Count];
        State.Gradient.CopyTo(_scratch.AsSpan());
        for (int i = _pairs.Count - 1; i >= 0; i--)
        {
            weights[i] = VectorMath.Dot(_pairs[i].Step, _scratch) / _pairs[i].Product;
            VectorMath.AddScaled(_scratch, -weights[i], _pairs[i].GradientChange);
        }
        double scale = InitialScale();
        _scratch.CopyTo(State.Direction, 0);
        VectorMath.Scale(State.Direction, -scale);
        for (int i = 0; i < _pairs.Count; i++)
        {
            // The sign is already reversed: direction holds −H g throughout.
            double along = -VectorMath.Dot(_pairs[i].GradientChange, State.Direction) / _pairs[i].Product;
            VectorMath.AddScaled(State.Direction, along - weights[i], _pairs[i].Step);
        }
        return _pairs.Count > 0 ? 1 : null;
    }

    private protected override bool Forget()
    {
        bool remembered = _pairs.Count > 0;
        _pairs.Clear();
        return remembered;
    }

    // γ = s·y / y·y of the newest pair scales the direction so that a unit step has the right size.
    private double InitialScale()
    {
        if (_pairs.Count == 0)
        {
            return 1;
        }
        CurvaturePair newest = _pairs[^1];
        return newest.Product / VectorMath.Dot(newest.GradientChange, newest.GradientChange);
    }

    private CurvaturePair TakeOldest()
    {
        CurvaturePair oldest = _pairs[0];
        _pairs.RemoveAt(0);
        return oldest;
    }
}
