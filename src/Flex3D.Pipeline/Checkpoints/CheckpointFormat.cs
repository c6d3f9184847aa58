namespace Flex3D.Pipeline.Checkpoints;

/// <summary>The constants of the checkpoint file; <c>docs/checkpoint-format.md</c> gives the byte offsets.</summary>
internal static class CheckpointFormat
{
    /// <summary>The version of the format that is written.</summary>
    public const uint Version = 11;

    /// <summary>The oldest version of the format that is still read.</summary>
    public const uint OldestVersion = 11;

    public const int HeaderLength = 16;
    public const int MostSections = 4096;
    public const int LongestName = 64;
    public const int HashLength = 32;
    public const int TrailerLength = 8 + HashLength;
    public const string Extension = ".flexckpt";

    public static ReadOnlySpan<byte> Magic => "FLEXCKPT"u8;

    public static ReadOnlySpan<byte> EndMagic => "FLEXDONE"u8;

    /// <summary>Whether files of a version can be read.</summary>
    public static bool Reads(uint version) => version is >= OldestVersion and <= Version;

    /// <summary>Whether a name may name a section: 1-64 characters of a-z, A-Z, 0-9, '.', '-', '_', '/'.</summary>
    public static bool IsName(ReadOnlySpan<byte> name)
    {
        foreach (byte c in name)
        {
            if (!(char.IsAsciiLetterOrDigit((char)c) || c is (byte)'.' or (byte)'-' or (byte)'_' or (byte)'/'))
            {
                return false;
            }
        }
        return name.Length is > 0 and <= LongestName;
    }
}
