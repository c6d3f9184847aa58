namespace Flex3D.Stages.Faults;

/// <summary>The one exception for bad input: says in one sentence which input, where in it, what was expected and what to do.</summary>
/// <remarks>Every reader in Flex3D throws only this type for malformed content, or the one derived from it that names a particle. A missing or unreadable file stays an <see cref="IOException"/>.</remarks>
public class InputException : Exception
{
    /// <param name="source">The file, option or setting at fault.</param>
    /// <param name="place">The line, particle, column or byte inside it; null where the whole is meant.</param>
    /// <param name="found">The content found there.</param>
    /// <param name="expected">The content expected instead.</param>
    /// <param name="advice">What the user can do; null where <paramref name="expected"/> says it all.</param>
    public InputException(string source, string? place, string found, string expected, string? advice = null, Exception? inner = null)
        : base($"{source}{(place is null ? "" : $", {place}")}: found {found}; expected {expected}{(advice is null ? "" : $"; {advice}")}", inner)
    {
        InputSource = source;
        Place = place;
        Found = found;
        Expected = expected;
        Advice = advice;
    }

    public string InputSource { get; }
    public string? Place { get; }
    public string Found { get; }
    public string Expected { get; }
    public string? Advice { get; }
}
