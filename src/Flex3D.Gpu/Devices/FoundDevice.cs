using System.Globalization;

namespace Flex3D.Gpu.Devices;

/// <summary>A device, or a kind of device of which there is none.</summary>
/// <param name="Name">The name by which a user chooses it: <c>cuda:0</c>; <c>cuda</c> for a kind of which there is none.</param>
/// <param name="Description">The name that the device reports.</param>
/// <param name="MemoryBytes">Memory of the device, bytes; 0 where unknown.</param>
/// <param name="Rejected">The reason why it cannot be used; null where it can.</param>
public sealed record FoundDevice(string Name, string Description, long MemoryBytes, string? Rejected)
{
    /// <summary><c>cuda</c> or <c>opencl</c>.</summary>
    public string Kind => Name.Split(':')[0];

    /// <summary>Number of the device within its kind; null where it stands for a kind of which there is none.</summary>
    public int? Index => Name.Split(':') is [_, var index] ? int.Parse(index, CultureInfo.InvariantCulture) : null;
}
