using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Configuration;

/// <summary>The name of a device, as a user writes it: <c>cpu</c>, <c>cuda:0</c>, <c>opencl:1</c>, <c>cuda:all</c>.</summary>
/// <param name="Kind"><c>cpu</c>, <c>cuda</c> or <c>opencl</c>.</param>
/// <param name="Index">Number of the device among those of its kind, from 0; null for all of them.</param>
internal readonly record struct DeviceName(string Kind, int? Index)
{
    /// <summary>The processor of this machine, all its cores, with the widest vectors they have.</summary>
    public static DeviceName Cpu { get; } = new("cpu", null);

    /// <summary>The environment variable that names the device of an automatic choice on this machine.</summary>
    public const string Variable = "FLEX3D_DEVICE";

    /// <summary>The device of an automatic choice on this machine, from the environment; null for the first device that passes its test.</summary>
    /// <exception cref="InputException">The environment variable does not name a device.</exception>
    public static DeviceName? Automatic => Named(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Reads a value of <see cref="Variable"/>; null if it is not set, empty or <c>auto</c>.</summary>
    internal static DeviceName? Named(string? value) => value switch
    {
        null or "" or "auto" => null,
        _ => TryParse(value, out DeviceName name) ? name : throw new InputException("the environment", Variable, $"'{value}'", "cpu, cuda:0, cuda:all, opencl:0, opencl:all or auto"),
    };

    /// <summary>Reads a name; false if <paramref name="text"/> is not the name of a device.</summary>
    public static bool TryParse(string text, out DeviceName name)
    {
        name = Cpu;
        if (text == "cpu")
        {
            return true;
        }
        string[] parts = text.Split(':');
        if (parts is not [("cuda" or "opencl") and var kind, var which])
        {
            return false;
        }
        bool one = int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out int index);
        name = new(kind, one ? index : null);
        return one || which == "all";
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == "cpu" ? Kind : $"{Kind}:{Index?.ToString(CultureInfo.InvariantCulture) ?? "all"}";
}
