using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Gpu.Kernels;

/// <summary>The number that one thread holds, as a lane, so that kernels share the formulas of the CPU engine.</summary>
internal readonly struct DeviceLane(float value) : IArithmeticLane<DeviceLane>
{
    public float Value { get; } = value;

    public static DeviceLane All(float value) => new(value);

    public static DeviceLane operator +(DeviceLane a, DeviceLane b) => new(a.Value + b.Value);

    public static DeviceLane operator -(DeviceLane a, DeviceLane b) => new(a.Value - b.Value);

    public static DeviceLane operator *(DeviceLane a, DeviceLane b) => new(a.Value * b.Value);

    public static DeviceLane operator /(DeviceLane a, DeviceLane b) => new(a.Value / b.Value);

    /// <summary>Computes a·b + c. The kernel compiler does not support <c>MathF.FusedMultiplyAdd</c>; it fuses this expression where the device can.</summary>
    public static DeviceLane Fma(DeviceLane a, DeviceLane b, DeviceLane c) => new(a.Value * b.Value + c.Value);

    public static bool AllLess(DeviceLane a, DeviceLane b) => a.Value < b.Value;
}
