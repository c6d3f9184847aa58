namespace Flex3D.Pipeline.Verification;

/// <summary>What a check found.</summary>
internal enum FindingKind
{
    Right,

    /// <summary>Worth knowing, and no damage.</summary>
    Note,

    Wrong,
}
