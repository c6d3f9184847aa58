using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Bundles;

/// <summary>The poses that the particle table of a bundle has.</summary>
internal enum WrittenPoses
{
    /// <summary>Those that the run re-estimated, where it did; else the given ones.</summary>
    Auto,

    /// <summary>Those that the run was given; a re-estimated pose's turn and shift stay in columns of their own.</summary>
    Given,

    /// <summary>Those that the run re-estimated; refused where it did not.</summary>
    Refined,
}

/// <summary>Reads a choice of poses from a command line.</summary>
internal static class PoseChoice
{
    /// <exception cref="InputException">It is none of the choices.</exception>
    public static WrittenPoses Parse(string text, string option) => Enum.TryParse(text, ignoreCase: true, out WrittenPoses poses) && Enum.IsDefined(poses) && !int.TryParse(text, out _)
        ? poses
        : throw new InputException(option, null, $"'{text}'", "auto, given or refined");
}
