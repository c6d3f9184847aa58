using System.Numerics;
using Flex3D.Stages.Rendering;

namespace Flex3D.Stages.Results.Movies;

/// <summary>What the colours of a surface say.</summary>
public enum MovieColour
{
    /// <summary>How far each place moves between the first and the last frame.</summary>
    Displacement,

    /// <summary>Nothing: the surface has one colour.</summary>
    Plain,
}

/// <summary>The background of a picture.</summary>
public enum MovieBackground
{
    /// <summary>White.</summary>
    Light,

    /// <summary>Nearly black.</summary>
    Dark,
}

/// <summary>How the pictures of a movie look.</summary>
public sealed record MovieStyle
{
    /// <summary>Width, pixels.</summary>
    public required int Width { get; init; }

    /// <summary>What the colours say.</summary>
    public MovieColour Colour { get; init; }

    /// <summary>The background.</summary>
    public MovieBackground Background { get; init; }

    /// <summary>A line under the picture, such as what the data do not support; null for none.</summary>
    public string? Caption { get; init; }

    /// <summary>The colours of the surface and of what is behind it; from blue over cream to vermilion, as on the page of a run.</summary>
    internal Look Look => new()
    {
        Background = Background == MovieBackground.Dark ? new(20, 23, 28) : new(255, 255, 255),
        Colours = Colour == MovieColour.Displacement ? [new(0x8D, 0xB8, 0xD9), new(0xF2, 0xE2, 0xB0), new(0xD5, 0x5E, 0x00)] : [new(0x8D, 0xB8, 0xD9)],
    };

    /// <summary>The colour of text and lines.</summary>
    internal ScottPlot.Color Ink => ScottPlot.Color.FromHex(Background == MovieBackground.Dark ? "#E6E6E6" : "#222222");

    /// <summary>The colour of a warning.</summary>
    internal ScottPlot.Color Warning => ScottPlot.Color.FromHex(Background == MovieBackground.Dark ? "#FFB066" : "#B34A00");
}
