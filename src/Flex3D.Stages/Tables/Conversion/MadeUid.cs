namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Makes cryoSPARC's particle identifiers: a hash of the image's name, the same in every conversion, and another one where a table lists an image again.</summary>
internal sealed class MadeUid
{
    private readonly HashSet<ulong> _taken = [];

    /// <summary>Returns an identifier that this object has not returned before.</summary>
    /// <param name="stack">The stack as the table names it.</param>
    /// <param name="slice">0-based number of the image in it.</param>
    public ulong Of(ReadOnlySpan<char> stack, int slice)
    {
        ulong hash = 14695981039346656037; // FNV-1a of the UTF-16 code units
        foreach (char unit in stack)
        {
            hash = (hash ^ unit) * 1099511628211;
        }
        ulong uid = Mix(hash ^ Mix((ulong)(uint)slice + 1));
        while (!_taken.Add(uid))
        {
            uid = Mix(uid + 1);
        }
        return uid;
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood 2014), a permutation of the 64-bit numbers.
    internal static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
