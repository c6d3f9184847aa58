using Flex3D.Pipeline.Ledger;

namespace Flex3D.Simulator;

/// <summary>What is under way between dispatcher, workers and the settler.</summary>
internal abstract record Letter
{
    private Letter()
    {
    }

    /// <summary>To a worker: do this shard.</summary>
    public sealed record Work(ShardKey Shard) : Letter;

    /// <summary>From a worker: its sums are made.</summary>
    public sealed record Done(ShardKey Shard, int Quarantined, IntegerBuffer Buffer) : Letter;

    /// <summary>To the dispatcher: look whether anything has to be sent again.</summary>
    public sealed record LookAgain : Letter;
}

/// <summary>Carries letters badly: some are lost, some come twice, some late and so in another order. Time is a count.</summary>
internal sealed class Mail(Scenario scenario, Draw draw, Statistics statistics, Action<string>? trace)
{
    private const int MostLosses = 200;
    private readonly PriorityQueue<Letter, (long Time, long Number)> _letters = new();
    private long _now;
    private long _number;
    private int _losses;

    /// <summary>Sends a letter that may be lost or doubled.</summary>
    public void Send(Letter letter)
    {
        if (draw.Chance(scenario.Lost) && ++_losses <= MostLosses)
        {
            statistics.Count(Happened.MessagesLost);
            trace?.Invoke($"  lost: {letter}");
            return;
        }
        if (draw.Chance(scenario.Twice))
        {
            statistics.Count(Happened.MessagesDoubled);
            Post(letter, draw.Between(1, 4 * scenario.LongestDelay));
        }
        Post(letter, draw.Between(1, scenario.LongestDelay));
    }

    /// <summary>Sends a letter that arrives: a timer of one's own.</summary>
    public void Remind(Letter letter) => Post(letter, 3 * scenario.LongestDelay);

    /// <summary>The next letter; null where none is under way.</summary>
    public Letter? Next()
    {
        if (!_letters.TryDequeue(out Letter? letter, out (long Time, long Number) when))
        {
            return null;
        }
        _now = when.Time;
        return letter;
    }

    private void Post(Letter letter, int delay) => _letters.Enqueue(letter, (_now + delay, _number++));
}
