namespace Flex3D.Stages.Particles.Selection;

/// <summary>The type of value that a part of a selection expression gives.</summary>
internal enum ExpressionKind
{
    Number,
    Text,

    /// <summary>A number or a text, as the value it is compared with: a STAR column.</summary>
    Either,

    /// <summary>True or false.</summary>
    Condition,
}
