namespace Flex3D.Pipeline.Configuration;

/// <summary>Describes a setting once: the command line's help, the pipeline file and the documentation are made from it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>What the setting does, in a sentence without a full stop.</summary>
    public string Description { get; } = description;

    /// <summary>The unit of a number: Å, pixels, degrees, …</summary>
    public string? Unit { get; init; }

    /// <summary>The smallest value allowed.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value allowed.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Whether <see cref="Min"/> itself is too small.</summary>
    public bool AboveMin { get; init; }

    /// <summary>Whether the setting names a file or folder: relative to the pipeline file it stands in, or on the command line to the working folder.</summary>
    public bool IsPath { get; init; }

    /// <summary>Endings, separated by blanks, of the values that name a file, if <see cref="IsPath"/> holds only for those; null if it holds for all values.</summary>
    public string? PathEndings { get; init; }

    /// <summary>Whether a value of this setting names a file or folder.</summary>
    public bool NamesPath(string value) => IsPath && (PathEndings is null || PathEndings.Split(' ').Any(ending => value.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a step's checkpoint stays valid when the setting changes: the setting changes no result, or only what the step writes at its end.</summary>
    public bool KeepsCheckpoint { get; init; }

    /// <summary>The name of the value that <c>true</c> means, of a choice that was a switch once; null where it means none.</summary>
    public string? True { get; init; }

    /// <summary>The same of <c>false</c>.</summary>
    public string? False { get; init; }

    /// <summary>The description of what <c>auto</c>, or no value, means, for a setting that may be <c>auto</c>.</summary>
    public string? Auto { get; init; }
}
