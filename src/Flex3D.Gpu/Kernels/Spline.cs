using Flex3D.Stages.Engine.Convection;

namespace Flex3D.Gpu.Kernels;

/// <summary>The four weights of the cubic B-spline at fraction t, or their slopes, by the formulas of <see cref="CubicBSpline"/>.</summary>
internal readonly struct Spline
{
    private Spline(DeviceLane w0, DeviceLane w1, DeviceLane w2, DeviceLane w3) =>
        (W0, W1, W2, W3) = (w0.Value, w1.Value, w2.Value, w3.Value);

    public float W0 { get; }
    public float W1 { get; }
    public float W2 { get; }
    public float W3 { get; }

    public static Spline Weights(float t)
    {
        CubicBSpline.Weights(new DeviceLane(t), out DeviceLane w0, out DeviceLane w1, out DeviceLane w2, out DeviceLane w3);
        return new(w0, w1, w2, w3);
    }

    /// <summary>The slopes of the weights: their derivatives with respect to the position q of the point.</summary>
    public static Spline Slopes(float t)
    {
        CubicBSpline.Slopes(new DeviceLane(t), out DeviceLane d0, out DeviceLane d1, out DeviceLane d2, out DeviceLane d3);
        return new(d0, d1, d2, d3);
    }
}
