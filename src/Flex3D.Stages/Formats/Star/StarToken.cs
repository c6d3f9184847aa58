using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

internal enum StarTokenKind
{
    Value,
    Label,
    Block,
    Loop,
}

/// <summary>One token of a line: its kind, and the positions of the token and of its text (without quotes).</summary>
/// <param name="Start">Index of its first character in the line, the quote included.</param>
/// <param name="End">Index after its last character in the line, the quote included.</param>
/// <param name="Quoted">True if the text is quoted; the quotes are not part of it.</param>
internal readonly record struct StarToken(StarTokenKind Kind, int Start, int End, bool Quoted)
{
    private const int MostOfLine = 1 << 14;

    public int TextStart => Quoted ? Start + 1 : Start;
    public int TextEnd => Quoted ? End - 1 : End;

    /// <summary>Splits a line into tokens: blanks separate, # at a token's start begins a comment, a quote ends where a blank follows it.</summary>
    public static void Split(ReadOnlySpan<char> line, List<StarToken> tokens, string file, int number)
    {
        tokens.Clear();
        int i = 0;
        while (true)
        {
            while (i < line.Length && char.IsWhiteSpace(line[i]))
            {
                i++;
            }
            if (i >= line.Length || line[i] == '#')
            {
                return;
            }
            if (tokens.Count == MostOfLine)
            {
                throw new InputException(file, $"line {number}", $"over {MostOfLine} values", "a table with a line for each row", "check that this is the file you mean");
            }
            int start = i;
            char first = line[i];
            if (first is '"' or '\'')
            {
                do
                {
                    i++;
                }
                while (i < line.Length && !(line[i] == first && (i + 1 == line.Length || char.IsWhiteSpace(line[i + 1]))));
                if (i >= line.Length)
                {
                    throw new InputException(file, $"line {number}", $"a {first} that is not closed", "the same quote at the end of the value", "close it, or quote the value with the other kind");
                }
                tokens.Add(new StarToken(StarTokenKind.Value, start, ++i, true));
                continue;
            }
            while (i < line.Length && !char.IsWhiteSpace(line[i]))
            {
                i++;
            }
            tokens.Add(new StarToken(KindOf(line[start..i]), start, i, false));
        }
    }

    private static StarTokenKind KindOf(ReadOnlySpan<char> word) =>
        word[0] == '_' && word.Length > 1 ? StarTokenKind.Label
        : word.StartsWith("data_", StringComparison.OrdinalIgnoreCase) ? StarTokenKind.Block
        : word.Equals("loop_", StringComparison.OrdinalIgnoreCase) ? StarTokenKind.Loop
        : StarTokenKind.Value;
}
