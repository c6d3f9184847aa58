using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>Splits a selection expression into tokens.</summary>
/// <remarks>
/// A name is letters, digits, _ and ., with / before a letter (ctf/df1_A), so that a division needs a blank. A text stands between
/// double or single quotes and has no escapes: a backslash is an ordinary character, as regular expressions need it.
/// </remarks>
internal static class ExpressionLexer
{
    private const int LongestText = 10_000;
    private static readonly string[] s_pairs = ["&&", "||", "==", "!=", "<=", ">=", "!~"];

    public static List<ExpressionToken> Split(string text)
    {
        if (text.Length > LongestText)
        {
            throw new InputException("selection", null, $"{text.Length} characters", $"an expression of at most {LongestText}", "use a list file");
        }
        var tokens = new List<ExpressionToken>();
        int i = 0;
        while (i < text.Length)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }
            int start = i;
            ExpressionTokenKind kind = Take(text, ref i);
            string word = kind == ExpressionTokenKind.Text ? text[(start + 1)..(i - 1)] : text[start..i];
            tokens.Add(new ExpressionToken(kind, word, start + 1));
        }
        tokens.Add(new ExpressionToken(ExpressionTokenKind.End, "", text.Length + 1));
        return tokens;
    }

    private static ExpressionTokenKind Take(string text, ref int i)
    {
        char c = text[i];
        if (char.IsAsciiLetter(c) || c == '_')
        {
            i++;
            while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '.' || (text[i] == '/' && i + 1 < text.Length && char.IsAsciiLetter(text[i + 1]))))
            {
                i++;
            }
            return ExpressionTokenKind.Name;
        }
        if (char.IsAsciiDigit(c) || (c == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])))
        {
            i++;
            while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '.' || (text[i] is '+' or '-' && text[i - 1] is 'e' or 'E')))
            {
                i++;
            }
            return ExpressionTokenKind.Number;
        }
        if (c is '"' or '\'')
        {
            int end = text.IndexOf(c, i + 1);
            i = end >= 0 ? end + 1 : throw ExpressionFault.At(text, i + 1, $"a {c} that is not closed", "the same quote at the end of the text");
            return ExpressionTokenKind.Text;
        }
        if (s_pairs.Contains(text.Substring(i, Math.Min(2, text.Length - i))))
        {
            i += 2;
            return ExpressionTokenKind.Symbol;
        }
        if ("<>~!()+-*/%[]".Contains(c))
        {
            i++;
            return ExpressionTokenKind.Symbol;
        }
        throw ExpressionFault.At(text, i + 1, $"'{c}'", c switch { '=' => "'==' to compare", '&' => "'&&'", '|' => "'||'", _ => "a column, a number, a text in quotes or an operator" });
    }
}
