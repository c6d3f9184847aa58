using System.Globalization;

namespace Flex3D.Pipeline.Configuration;

/// <summary>What computes, as a user names it: <c>cpu</c>, <c>cuda:0</c>, <c>opencl:1</c>, <c>cuda:all</c>.</summary>
/// <param name="Kind"><c>cpu</c>, <c>cuda</c> or <c>opencl</c>.</param>
/// <param name="Index">Which of the kind; null for all of them.</param>
public readonly record struct DeviceName(string Kind, int? Index)
{
    /// <summary>The cores of this machine, with the widest vectors they have.</summary>
    public static DeviceName Cpu { get; } = new("cpu", null);

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
