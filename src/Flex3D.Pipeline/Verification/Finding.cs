namespace Flex3D.Pipeline.Verification;

/// <summary>One finding, which is a line of the output of <c>flex3d verify</c>.</summary>
/// <param name="Check">What was checked.</param>
/// <param name="Text">What was found, in a sentence.</param>
internal sealed record Finding(FindingKind Kind, string Check, string Text)
{
    public static Finding Right(string check, string text) => new(FindingKind.Right, check, text);

    public static Finding Note(string check, string text) => new(FindingKind.Note, check, text);

    public static Finding Wrong(string check, string text) => new(FindingKind.Wrong, check, text);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind switch { FindingKind.Right => "right", FindingKind.Note => "note", _ => "WRONG" },-6} {Check,-12} {Text}";
}
