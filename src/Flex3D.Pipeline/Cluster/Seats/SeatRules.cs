using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Pipeline.Cluster.Seats;

/// <summary>How long the two sides of a membership wait for each other, and how they cut what they send.</summary>
internal sealed record SeatRules
{
    /// <summary>A worker that the head has not heard of for so long is lost.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A worker that the head does not answer asks again after this.</summary>
    public TimeSpan Unanswered { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A worker that has not heard of the head for so long leaves, and looks for it again.</summary>
    public TimeSpan Lost { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Pieces of which none has arrived for so long were lost: the membership begins anew.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest piece, bytes.</summary>
    public int Piece { get; init; } = WireCodec.LongestPiece;

    /// <summary>How many shards a worker gets at once, where it may add up their gradients.</summary>
    public GroupRule Groups { get; init; } = new(Most: 16, Turns: 4, Seconds: 10);

    /// <summary>A worker that could not compute so many shards of a step gets no more of them.</summary>
    public int MostFailures { get; init; } = 3;
}
