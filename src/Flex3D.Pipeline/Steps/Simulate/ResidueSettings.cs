using Flex3D.Stages.Faults;
using Flex3D.Stages.Simulation.Molecules;

namespace Flex3D.Pipeline.Steps.Simulate;

/// <summary>Turns the chain, residues and further chains of a setting into ranges of residues.</summary>
internal static class ResidueSettings
{
    /// <param name="residues">Such as <c>1-120, 150</c>; null for the whole chain.</param>
    /// <param name="with">Further chains, whole.</param>
    /// <param name="key">The setting of the residues, for an error.</param>
    /// <exception cref="InputException">The residues are no ranges.</exception>
    public static IReadOnlyList<ResidueRange> Ranges(string chain, string? residues, IReadOnlyList<string>? with, string key)
    {
        var ranges = new List<ResidueRange>();
        foreach (string part in (residues ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int dash = part.IndexOf('-', 1); // a leading minus belongs to the number
            string first = dash < 0 ? part : part[..dash], last = dash < 0 ? part : part[(dash + 1)..];
            if (!int.TryParse(first, out int from) || !int.TryParse(last, out int to))
            {
                throw new InputException("the pipeline", key, $"'{part}'", "first-last, such as 1-120");
            }
            ranges.Add(new ResidueRange(chain, from, to));
        }
        if (ranges.Count == 0)
        {
            ranges.Add(Whole(chain));
        }
        ranges.AddRange((with ?? []).Select(Whole));
        return ranges;
    }

    private static ResidueRange Whole(string chain) => new(chain, int.MinValue, int.MaxValue);
}
