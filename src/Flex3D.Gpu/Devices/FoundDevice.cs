using System.Globalization;

namespace Flex3D.Gpu.Devices;

/// <summary>A device, or a kind of device of which there is none.</summary>
/// <param name="Name">By which a user chooses it: <c>cuda:0</c>; <c>cuda</c> for a kind of which there is none.</param>
/// <param name="Description">What it calls itself.</param>
/// <param name="MemoryBytes">Its memory; 0 where unknown.</param>
/// <param name="Rejected">Why it cannot be used; null where it can.</param>
public sealed record FoundDevice(string Name, string Description, long MemoryBytes, string? Rejected)
{
    /// <summary><c>cuda</c> or <c>opencl</c>.</summary>
    public string Kind => Name.Split(':')[0];

    /// <summary>Which of its kind; null where it stands for a kind of which there is none.</summary>
    public int? Index => Name.Split(':') is [_, var index] ? int.Parse(index, CultureInfo.InvariantCulture) : null;
}
