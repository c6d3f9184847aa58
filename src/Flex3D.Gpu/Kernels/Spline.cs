namespace Flex3D.Gpu.Kernels;

/// <summary>The cubic B-spline's four weights at fraction t, and their slopes: the formulas of <see cref="Flex3D.Stages.Engine.Convection.ConvectionProjection"/>'s kernel, one point at a time.</summary>
internal readonly struct Spline
{
    private Spline(float w0, float w1, float w2, float w3) => (W0, W1, W2, W3) = (w0, w1, w2, w3);

    public float W0 { get; }
    public float W1 { get; }
    public float W2 { get; }
    public float W3 { get; }

    /// <summary>(1−t)³/6, 2/3 − t² + t³/2, 2/3 − u² + u³/2 with u = 1−t, t³/6.</summary>
    public static Spline Weights(float t)
    {
        float u = 1 - t, t2 = t * t, u2 = u * u;
        return new(u2 * (u * (1f / 6)), t2 * (t * 0.5f - 1) + 2f / 3, u2 * (u * 0.5f - 1) + 2f / 3, t2 * (t * (1f / 6)));
    }

    /// <summary>d/dq of the weights of a point at q.</summary>
    public static Spline Slopes(float t)
    {
        float u = 1 - t;
        return new(u * (u * -0.5f), t * (t * 1.5f - 2), u * (u * -1.5f + 2), t * (t * 0.5f));
    }
}
