using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Steps.Deform;

/// <summary>Reads particle numbers as a user writes them: 0,5,10-20 (from 0, both ends included), or all.</summary>
internal static class ParticleNumbers
{
    /// <exception cref="InputException">Not a number or a range, or beyond the particles.</exception>
    public static List<int> Parse(IEnumerable<string> texts, int count)
    {
        var numbers = new List<int>();
        foreach (string part in texts.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            string[] ends = part == "all" ? ["0", $"{count - 1}"] : part.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], out int first) || !int.TryParse(ends[^1], out int last) || first < 0 || last < first || last >= count)
            {
                throw new InputException("--particles", null, $"'{part}'", $"numbers or ranges from 0 to {count - 1}, such as 0,5,10-20, or all");
            }
            numbers.AddRange(Enumerable.Range(first, last - first + 1));
        }
        return numbers;
    }
}
