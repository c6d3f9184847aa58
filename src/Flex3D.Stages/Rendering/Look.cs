using System.Numerics;

namespace Flex3D.Stages.Rendering;

/// <summary>The colours of a picture of a surface: red, green and blue of 0 to 255 as they stand in a file (sRGB).</summary>
public sealed record Look
{
    /// <summary>The colour behind the surface.</summary>
    public required Vector3 Background { get; init; }

    /// <summary>The colours of a surface, evenly spaced over its values 0 to 1.</summary>
    public required IReadOnlyList<Vector3> Colours { get; init; }

    /// <summary>Returns the colour of a value; values beyond 0 to 1 have those of the ends.</summary>
    public Vector3 At(float value)
    {
        float at = Math.Clamp(value, 0, 1) * (Colours.Count - 1);
        int first = Math.Min((int)at, Math.Max(0, Colours.Count - 2));
        return Colours.Count == 1 ? Colours[0] : Vector3.Lerp(Colours[first], Colours[first + 1], at - first);
    }
}
