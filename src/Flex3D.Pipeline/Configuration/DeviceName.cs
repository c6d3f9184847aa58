using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Configuration;

/// <summary>What computes, as a user names it: <c>cpu</c>, <c>cuda:0</c>, <c>opencl:1</c>, <c>cuda:all</c>.</summary>
/// <param name="Kind"><c>cpu</c>, <c>cuda</c> or <c>opencl</c>.</param>
/// <param name="Index">Which of the kind; null for all of them.</param>
internal readonly record struct DeviceName(string Kind, int? Index)
{
    /// <summary>The cores of this machine, with the widest vectors they have.</summary>
    public static DeviceName Cpu { get; } = new("cpu", null);

    /// <summary>The environment's variable that says what an automatic choice is to be on this machine.</summary>
    public const string Variable = "FLEX3D_DEVICE";

    /// <summary>What an automatic choice is to be on this machine; null for the first device that passes its test.</summary>
    /// <exception cref="InputException">The environment names no device.</exception>
    public static DeviceName? Automatic => Named(Environment.GetEnvironmentVariable(Variable));

    /// <summary>What a value of <see cref="Variable"/> means.</summary>
    internal static DeviceName? Named(string? value) => value switch
    {
        null or "" or "auto" => null,
        _ => TryParse(value, out DeviceName name) ? name : throw new InputException("the environment", Variable, $"'{value}'", "cpu, cuda:0, cuda:all, opencl:0, opencl:all or auto"),
    };

    /// <summary>Reads a name; false where <paramref name="text"/> is none.</summary>
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
