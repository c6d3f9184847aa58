namespace Flex3D.Stages.Particles.Selection;

/// <summary>The kind of a token of a selection expression.</summary>
internal enum ExpressionTokenKind
{
    Name,
    Number,
    Text,
    Symbol,
    End,
}

/// <summary>One token of an expression.</summary>
/// <param name="Text">The name, number or symbol as written; a text without its quotes.</param>
/// <param name="At">Position of its first character, from 1.</param>
internal readonly record struct ExpressionToken(ExpressionTokenKind Kind, string Text, int At)
{
    public bool Is(string symbol) => Kind == ExpressionTokenKind.Symbol && Text == symbol;

    /// <summary>The token as shown in error messages.</summary>
    public string Shown => Kind switch { ExpressionTokenKind.End => "the end", ExpressionTokenKind.Text => $"the text \"{Short}\"", _ => $"'{Short}'" };

    private string Short => Text.Length <= 60 ? Text : Text[..60] + "…";
}
