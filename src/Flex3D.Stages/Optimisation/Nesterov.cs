namespace Flex3D.Stages.Optimisation;

/// <summary>Stochastic gradient descent with Nesterov momentum 0.9, the gradient scaled to unit root mean square.</summary>
/// <remarks>Because of the scaling, the learning rate means the same as for <see cref="Adam"/>: the size of a typical step.</remarks>
public sealed class Nesterov(int length) : IOptimizer
{
    private const float Momentum = 0.9f;

    public float[] First { get; } = new float[length];
    public float[] Second { get; } = [];
    public long Steps { get; set; }

    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient, double rate)
    {
        Steps++;
        double square = 0;
        foreach (float g in gradient)
        {
            square += (double)g * g;
        }
        float step = (float)(rate * (1 - Momentum) / Math.Max(Math.Sqrt(square / gradient.Length), 1e-30));
        for (int i = 0; i < parameters.Length; i++)
        {
            float move = step * gradient[i];
            First[i] = Momentum * First[i] - move;
            parameters[i] += Momentum * First[i] - move;
        }
    }
}
