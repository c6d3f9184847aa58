using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Gpu.Kernels;

/// <summary>One thread's number, so that kernels compute with the formulas of the processor's engine.</summary>
internal readonly struct DeviceLane(float value) : IArithmeticLane<DeviceLane>
{
    public float Value { get; } = value;

    public static DeviceLane All(float value) => new(value);

    public static DeviceLane operator +(DeviceLane a, DeviceLane b) => new(a.Value + b.Value);

    public static DeviceLane operator -(DeviceLane a, DeviceLane b) => new(a.Value - b.Value);

    public static DeviceLane operator *(DeviceLane a, DeviceLane b) => new(a.Value * b.Value);

    public static DeviceLane operator /(DeviceLane a, DeviceLane b) => new(a.Value / b.Value);

    /// <summary>The compiler of kernels knows no <see cref="MathF.FusedMultiplyAdd"/>; it makes one of this where the device has it.</summary>
    public static DeviceLane Fma(DeviceLane a, DeviceLane b, DeviceLane c) => new(a.Value * b.Value + c.Value);

    public static bool AllLess(DeviceLane a, DeviceLane b) => a.Value < b.Value;
}
