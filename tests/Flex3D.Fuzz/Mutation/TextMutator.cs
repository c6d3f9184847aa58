using System.Text;

namespace Flex3D.Fuzz.Mutation;

/// <summary>Damages text as a careless editor or a broken program would: tokens and lines replaced, swapped, repeated, nested, lengthened.</summary>
/// <param name="dictionary">Words of the format.</param>
/// <param name="brackets">What nests in it.</param>
public sealed class TextMutator(IReadOnlyList<string> dictionary, IReadOnlyList<string> brackets)
{
    private static readonly string[] s_odd = ["\0", "\t", "\r", "\n", "\r\n", "\uFEFF", "\u2028", "\u00A0", "'", "\"", "#", ";", "\\", "%", "�", "\u0001", "😀", "&a ", "*a", "!!int ", "|", ">", "? ", "- ", ": ", "@"];

    /// <summary>A damaged copy; bytes that are no UTF-8 stay as they are.</summary>
    public byte[] Mutate(byte[] input, byte[] other, FuzzRandom random)
    {
        var text = new StringBuilder(Encoding.Latin1.GetString(input));
        for (int i = random.Size(8); i > 0; i--)
        {
            Once(text, other, random);
            if (text.Length > ByteMutator.Largest)
            {
                text.Length = ByteMutator.Largest;
            }
        }
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private void Once(StringBuilder text, byte[] other, FuzzRandom random)
    {
        (int start, int end) = random.OneIn(3) ? Line(text, random.Below(text.Length)) : Token(text, random.Below(text.Length));
        string taken = text.ToString(start, end - start);
        switch (random.Below(13))
        {
            case 0 or 1:
                text.Remove(start, end - start).Insert(start, Bytes(random.Pick(Extremes.Texts)));
                break;
            case 2 or 3:
                text.Remove(start, end - start).Insert(start, random.Pick(dictionary));
                break;
            case 4:
                text.Remove(start, end - start);
                break;
            case 5: // swapped with another
                (int otherStart, int otherEnd) = Token(text, random.Below(text.Length));
                if (otherStart >= end)
                {
                    string second = text.ToString(otherStart, otherEnd - otherStart);
                    text.Remove(otherStart, otherEnd - otherStart).Insert(otherStart, taken).Remove(start, end - start).Insert(start, second);
                }
                break;
            case 6:
                text.Insert(end, " " + taken);
                break;
            case 7: // over and over
                Repeat(text, start, taken + (random.OneIn(2) ? " " : "\n"), random.Size(Math.Max(1, (1 << 17) / (taken.Length + 1))));
                break;
            case 8: // one long word
                Repeat(text, start, "x", random.Size(1 << 17));
                break;
            case 9: // deep
                Repeat(text, start, random.Pick(brackets), random.Size(1 << 14));
                break;
            case 10:
                text.Insert(start, Bytes(random.Pick(s_odd)));
                break;
            case 11: // the tail of another file
                int from = random.Below(other.Length);
                text.Length = start;
                text.Append(Encoding.Latin1.GetString(other, from, other.Length - from));
                break;
            default: // many different ones
                Number(text, start, taken, random.Size(1 << 13));
                break;
        }
    }

    private static void Number(StringBuilder text, int start, string word, int times)
    {
        var many = new StringBuilder();
        for (int i = 0; i < times && many.Length < 1 << 18; i++)
        {
            many.Append(word.AsSpan(0, Math.Min(word.Length, 40)).TrimEnd('\n')).Append(i).Append(word.Contains('\n') ? '\n' : ' ');
        }
        text.Insert(start, many);
    }

    private static void Repeat(StringBuilder text, int at, string what, int times) => text.Insert(at, what, times);

    private static (int Start, int End) Token(StringBuilder text, int at)
    {
        string around = Window(text, at, out int first);
        int start = at - first, end = start;
        while (start > 0 && !char.IsWhiteSpace(around[start - 1]))
        {
            start--;
        }
        while (end < around.Length && !char.IsWhiteSpace(around[end]))
        {
            end++;
        }
        return (first + start, first + end);
    }

    private static (int Start, int End) Line(StringBuilder text, int at)
    {
        string around = Window(text, at, out int first);
        int start = around.LastIndexOf('\n', Math.Max(0, Math.Min(at - first, around.Length) - 1)) + 1, end = around.IndexOf('\n', Math.Min(at - first, around.Length));
        return (first + Math.Min(start, at - first), first + (end < 0 ? around.Length : end + 1));
    }

    // A builder is slow to index: what lies near is enough.
    private static string Window(StringBuilder text, int at, out int first)
    {
        first = Math.Max(0, at - 200);
        return text.ToString(first, Math.Min(400, text.Length - first));
    }

    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
