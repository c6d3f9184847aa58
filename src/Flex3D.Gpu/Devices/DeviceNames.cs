namespace Flex3D.Gpu;

/// <summary>The names by which a user chooses a device: <c>auto</c>, <c>cpu</c>, <c>cuda:0</c>, <c>opencl:0</c>.</summary>
public static class DeviceNames
{
    public const string Auto = "auto";
    public const string Cpu = "cpu";
}
