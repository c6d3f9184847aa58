namespace Flex3D.Stages.Reconstruction;

/// <summary>A minimiser that asks for evaluations instead of calling back, so that it can stop and resume between any two.</summary>
/// <remarks>
/// One evaluation is a pass over all particles, which may be killed. The conversation is <c>Next</c> (where?), the pass,
/// <c>Report</c> (what was found there). Between <c>Report</c> and the next <c>Report</c> the state can be written; a
/// minimiser read back gives the same points, bit for bit.
/// </remarks>
public interface IMinimiser
{
    /// <summary>Number of unknowns.</summary>
    int Dimension { get; }

    MinimiserStatus Status { get; }

    /// <summary>Steps taken; 0 at the start.</summary>
    int Iteration { get; }

    /// <summary>Reports received.</summary>
    int Evaluations { get; }

    /// <summary>The best point known: the current iterate. It may be an interpolation that was never evaluated itself.</summary>
    ReadOnlySpan<float> Iterate { get; }

    /// <summary>E at <see cref="Iterate"/>; NaN before the first report.</summary>
    double Energy { get; }

    /// <summary>E at every iterate, from iteration 0.</summary>
    IReadOnlyList<double> Energies { get; }

    /// <summary>Writes the point to evaluate; the same until <see cref="Report"/>.</summary>
    /// <exception cref="InvalidOperationException">The minimiser is not <see cref="MinimiserStatus.Running"/>.</exception>
    void Next(Span<float> point);

    /// <summary>Takes the energy and gradient found at the point of <see cref="Next"/>.</summary>
    /// <exception cref="ArithmeticException">Energy or gradient is not finite.</exception>
    void Report(double energy, ReadOnlySpan<float> gradient);

    /// <summary>Writes the whole state; the layout is in <c>MinimiserFormat</c>.</summary>
    void Write(BinaryWriter writer);
}
