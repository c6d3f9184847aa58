namespace Flex3D.Pipeline.Verification;

/// <summary>The kind of a finding.</summary>
internal enum FindingKind
{
    Right,

    /// <summary>Information for the user; no damage.</summary>
    Note,

    Wrong,
}
