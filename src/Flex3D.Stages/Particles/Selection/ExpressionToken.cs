namespace Flex3D.Stages.Particles.Selection;

/// <summary>What a token is.</summary>
internal enum ExpressionTokenKind
{
    Name,
    Number,
    Text,
    Symbol,
    End,
}

/// <summary>One token of an expression.</summary>
/// <param name="Text">A name, a number or a symbol as written; a text without its quotes.</param>
/// <param name="At">1-based character at which it begins.</param>
internal readonly record struct ExpressionToken(ExpressionTokenKind Kind, string Text, int At)
{
    public bool Is(string symbol) => Kind == ExpressionTokenKind.Symbol && Text == symbol;

    /// <summary>As a message shows it.</summary>
    public string Shown => Kind switch { ExpressionTokenKind.End => "the end", ExpressionTokenKind.Text => $"the text \"{Short}\"", _ => $"'{Short}'" };

    private string Short => Text.Length <= 60 ? Text : Text[..60] + "…";
}
