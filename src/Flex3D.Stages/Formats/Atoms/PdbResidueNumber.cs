using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>Reads residue numbers of four characters: decimal, or hybrid-36 (A000 is 10000) for longer chains.</summary>
internal static class PdbResidueNumber
{
    public static int Parse(ReadOnlySpan<char> field, string path, int line)
    {
        ReadOnlySpan<char> text = field.Trim();
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }
        int value = 0;
        bool upper = text.Length == 4 && char.IsAsciiLetterUpper(text[0]), lower = text.Length == 4 && char.IsAsciiLetterLower(text[0]);
        foreach (char c in text)
        {
            int digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToUpperInvariant(c) - 'A' + 10 : -1;
            if (digit < 0 || !(upper || lower))
            {
                break;
            }
            value = value * 36 + digit;
        }
        const int Cube = 36 * 36 * 36;
        return upper ? value - 10 * Cube + 10000 : lower ? value + 16 * Cube + 10000
            : throw new InputException(path, $"line {line}, columns 23-26", $"'{text}'", "a residue number");
    }
}
