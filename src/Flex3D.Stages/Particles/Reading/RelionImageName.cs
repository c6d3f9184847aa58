using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Reads rlnImageName: <c>000001@stack.mrcs</c>, numbered from 1, padded or not; or the name of a file of one image.</summary>
internal sealed class RelionImageName(StarReader reader, int column, StackLocator stacks)
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _numbers = new Dictionary<string, int>().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Returns the stack's number and the 0-based number of the image in it.</summary>
    public (int Stack, int Slice) Parse()
    {
        ReadOnlySpan<char> text = reader[column];
        int at = text.IndexOf('@');
        if (at < 0)
        {
            return (Number(text, single: true), 0);
        }
        if (!int.TryParse(text[..at], NumberStyles.None, CultureInfo.InvariantCulture, out int index) || at + 1 == text.Length)
        {
            throw Bad(text, "an image number, @ and a stack, such as 000001@stack.mrcs");
        }
        if (index == 0)
        {
            throw Bad(text, "image numbers that start at 1", "the writer counted from 0: add 1 to every image number (RELION itself fails on such a file, its issue 707)");
        }
        return (Number(text[(at + 1)..], single: false), index - 1);
    }

    private int Number(ReadOnlySpan<char> name, bool single)
    {
        if (!_numbers.TryGetValue(name, out int number))
        {
            string stack = name.ToString();
            number = stacks.NumberOf(stack, $"line {reader.RowLine}");
            if (single)
            {
                using MrcStack file = MrcStack.Open(stacks.Stacks[number]);
                if (file.Count > 1)
                {
                    throw Bad(stack, $"the number of one of its {file.Count} images before an @", "tilt stacks (RELION 5's 2D stacks) must be unstacked, one image a row, first");
                }
            }
            _numbers[name] = number;
        }
        return number;
    }

    private InputException Bad(ReadOnlySpan<char> text, string expected, string? advice = null) =>
        new(reader.Path, $"line {reader.RowLine}, column _rlnImageName", $"'{text}'", expected, advice);
}
