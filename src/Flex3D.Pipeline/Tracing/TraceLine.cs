using System.Globalization;

namespace Flex3D.Pipeline.Tracing;

/// <summary>One hash: a line of a trace.</summary>
/// <param name="Step">Step of the epoch, from 0.</param>
/// <param name="Point">Point in the work, which says what was hashed.</param>
/// <param name="Shard">Shard of the step, from 0; null if the hash is of the whole step.</param>
/// <param name="Hash">XXH128, 32 hexadecimal digits.</param>
internal sealed record TraceLine(long Step, TracePoint Point, int? Shard, string Hash) : IComparable<TraceLine>
{
    /// <summary>Returns the line, without its end.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Step},{Point},{Shard},{Hash}");

    /// <summary>Orders lines by step, then point, then shard: the first line that differs between two runs shows the earliest work that differed.</summary>
    public int CompareTo(TraceLine? other) => other is null ? 1 : (Step, Point, Shard ?? -1).CompareTo((other.Step, other.Point, other.Shard ?? -1));

    /// <summary>Reads a line; null if the text is not a line of a trace, such as one that a killed process did not finish.</summary>
    public static TraceLine? Parse(string line) => line.Split(',') is [var step, var point, var shard, { Length: 32 } hash]
        && long.TryParse(step, CultureInfo.InvariantCulture, out long stepNumber)
        && Enum.TryParse(point, out TracePoint at)
        && (shard.Length == 0 || int.TryParse(shard, CultureInfo.InvariantCulture, out _))
            ? new TraceLine(stepNumber, at, shard.Length == 0 ? null : int.Parse(shard, CultureInfo.InvariantCulture), hash)
            : null;
}
