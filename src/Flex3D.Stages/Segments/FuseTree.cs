using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Segments;

/// <summary>The pairs of segments that are fused, and so share vertices: trees, whose roots stand first.</summary>
public static class FuseTree
{
    /// <summary>Reads pairs such as <c>S2 &gt; RBD1</c>, of names or labels.</summary>
    /// <param name="pairs">The texts, the root's pairs first or in any order.</param>
    /// <param name="segments">The segments of the segmentation.</param>
    /// <param name="setting">The setting to name in errors.</param>
    /// <returns>Parent and child of each pair, as labels.</returns>
    /// <exception cref="InputException">A pair is no pair, a name is unknown, a segment has two parents, or pairs make a cycle.</exception>
    public static IReadOnlyList<(int Parent, int Child)> Parse(IReadOnlyList<string> pairs, IReadOnlyList<SegmentPlan> segments, string setting = "mesh.fuse")
    {
        var tree = new List<(int Parent, int Child)>();
        var parents = new Dictionary<int, int>();
        foreach (string pair in pairs)
        {
            string[] ends = pair.Split('>', StringSplitOptions.TrimEntries);
            if (ends.Length != 2 || ends.Any(end => end.Length == 0))
            {
                throw new InputException(setting, null, $"'{pair}'", "two segments such as 'body > arm', the one nearer to the root first");
            }
            int parent = Resolve(ends[0], segments, setting), child = Resolve(ends[1], segments, setting);
            if (parents.TryGetValue(child, out int other))
            {
                throw new InputException(setting, $"'{pair}'", $"a second parent of {Name(child)}, which is fused to {Name(other)}", "a tree: one parent for each segment", other == parent ? "remove the repetition" : "remove one of the pairs");
            }
            for (int at = parent; ;)
            {
                if (at == child)
                {
                    throw new InputException(setting, $"'{pair}'", $"a cycle: {Cycle(parent, child)}", "a tree: no way of pairs that leads back to its start", "remove one of the pairs");
                }
                if (!parents.TryGetValue(at, out at))
                {
                    break;
                }
            }
            parents.Add(child, parent);
            tree.Add((parent, child));
        }
        return tree;

        string Name(int label) => segments.First(segment => segment.Label == label).Name;

        string Cycle(int parent, int child)
        {
            var way = new List<string> { Name(child) };
            for (int at = parent; at != child; at = parents[at])
            {
                way.Insert(1, Name(at));
            }
            way.Add(Name(child));
            return string.Join(" > ", way);
        }
    }

    /// <summary>Finds the label of a segment by name or label.</summary>
    /// <exception cref="InputException">There is no such segment: the message has the nearest name.</exception>
    public static int Resolve(string text, IReadOnlyList<SegmentPlan> segments, string setting)
    {
        SegmentPlan? found = segments.FirstOrDefault(segment => segment.Name == text) ?? (int.TryParse(text, out int label) ? segments.FirstOrDefault(segment => segment.Label == label) : null);
        if (found is not null)
        {
            return found.Label;
        }
        string? nearest = NearestName.Of(text, segments.Select(segment => segment.Name));
        throw new InputException(setting, null, $"the segment '{text}', which the segmentation does not have", nearest is null ? "one of " + string.Join(", ", segments.Select(Shown)) : $"'{nearest}'");
    }

    private static string Shown(SegmentPlan segment) => segment.Name == Geometry.MeshSegment.DefaultName(segment.Label) ? segment.Name : $"{segment.Name} ({segment.Label})";
}
