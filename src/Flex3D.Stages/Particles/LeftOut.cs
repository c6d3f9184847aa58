using System.Globalization;
using System.Text.Json.Serialization;

namespace Flex3D.Stages.Particles;

/// <summary>Rows of a particle table that are read and, for one reason, are not particles of the run.</summary>
/// <param name="Reason">The reason, as words that fit after "8 particles": <c>of alpha ≤ 0, which cryoSPARC rejected,</c>.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="FirstRows">The first of these rows, from 0, ascending; at most <see cref="MostNamed"/>.</param>
public sealed record LeftOut(string Reason, int Count, IReadOnlyList<int> FirstRows)
{
    /// <summary>The largest number of rows that are named.</summary>
    public const int MostNamed = 10;

    /// <summary>The reason, count and first rows in a sentence; rows are counted from 1, as in error messages.</summary>
    [JsonIgnore]
    public string Sentence => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count} {(Count == 1 ? "particle" : "particles")} {Reason} {(Count == 1 ? "is" : "are")} left out: {(Count == 1 ? "row" : "rows")} {string.Join(", ", FirstRows.Select(row => row + 1))}{(Count > FirstRows.Count ? ", …" : "")}");
}
