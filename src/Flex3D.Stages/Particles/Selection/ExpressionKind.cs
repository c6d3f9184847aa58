namespace Flex3D.Stages.Particles.Selection;

/// <summary>What a part of an expression gives.</summary>
internal enum ExpressionKind
{
    Number,
    Text,

    /// <summary>A STAR column: a number or a text, as what it is compared with is.</summary>
    Either,

    /// <summary>True or false.</summary>
    Condition,
}
