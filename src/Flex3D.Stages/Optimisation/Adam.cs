using System.Numerics;

namespace Flex3D.Stages.Optimisation;

/// <summary>The Adam optimiser (Kingma &amp; Ba 2015) with β = (0.9, 0.999), ε = 1e-8; its moments are part of the checkpoint.</summary>
public sealed class Adam(int length) : IOptimizer
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;

    public float[] First { get; } = new float[length];
    public float[] Second { get; } = new float[length];
    public long Steps { get; set; }

    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient, double rate)
    {
        Steps++;
        float correction = (float)Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        float alpha = (float)(rate * correction / (1 - Math.Pow(Beta1, Steps)));
        float epsilon = Epsilon * correction;
        Vector<float> b1 = new(Beta1), b2 = new(Beta2), c1 = new(1 - Beta1), c2 = new(1 - Beta2), a = new(alpha), e = new(epsilon);
        int i = 0;
        for (; i <= parameters.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> g = new(gradient[i..]);
            Vector<float> m = b1 * new Vector<float>(First, i) + c1 * g;
            Vector<float> v = b2 * new Vector<float>(Second, i) + c2 * g * g;
            m.CopyTo(First, i);
            v.CopyTo(Second, i);
            (new Vector<float>(parameters[i..]) - a * m / (Vector.SquareRoot(v) + e)).CopyTo(parameters[i..]);
        }
        for (; i < parameters.Length; i++)
        {
            First[i] = Beta1 * First[i] + (1 - Beta1) * gradient[i];
            Second[i] = Beta2 * Second[i] + (1 - Beta2) * gradient[i] * gradient[i];
            parameters[i] -= alpha * First[i] / (MathF.Sqrt(Second[i]) + epsilon);
        }
    }
}
