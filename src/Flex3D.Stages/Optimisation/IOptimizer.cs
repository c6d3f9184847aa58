namespace Flex3D.Stages.Optimisation;

/// <summary>A first-order optimiser whose whole state is two vectors and a step count.</summary>
public interface IOptimizer
{
    /// <summary>First state vector (Adam: mean gradient; Nesterov: velocity).</summary>
    float[] First { get; }

    /// <summary>Second state vector (Adam: mean squared gradient; Nesterov: empty).</summary>
    float[] Second { get; }

    /// <summary>The number of steps taken.</summary>
    long Steps { get; set; }

    /// <summary>Forgets all steps, for parameters that have been replaced.</summary>
    void Reset()
    {
        Array.Clear(First);
        Array.Clear(Second);
        Steps = 0;
    }

    /// <summary>Moves <paramref name="parameters"/> by one step against <paramref name="gradient"/>.</summary>
    void Step(Span<float> parameters, ReadOnlySpan<float> gradient, double rate);
}
