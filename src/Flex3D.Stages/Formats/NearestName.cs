namespace Flex3D.Stages.Formats;

/// <summary>Finds the known name that is nearest to a misspelt one.</summary>
public static class NearestName
{
    private const int LongestName = 64;

    /// <summary>The known name with the fewest edits from <paramref name="name"/>, ignoring case; null where none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestName)
        {
            return null; // too long to be a misspelt name
        }
        (string Name, int Distance)[] ranked = [.. known.Select(candidate => (candidate, Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant()))).OrderBy(entry => entry.Item2)];
        return ranked.Length > 0 && ranked[0].Distance <= Math.Max(2, name.Length / 3) ? ranked[0].Name : null;
    }

    /// <summary>The Levenshtein distance: insertions, deletions and replacements.</summary>
    public static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
