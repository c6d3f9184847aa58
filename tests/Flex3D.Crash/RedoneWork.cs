using System.Text.Json;
using Flex3D.Pipeline.Runs;

namespace Flex3D.Crash;

/// <summary>The work that a run did again after its interruptions, read from its log: steps that were committed, lost and committed again.</summary>
/// <param name="Steps">The most steps of training one interruption cost.</param>
/// <param name="Time">The longest time from the first of an interruption's lost commits, of training or reconstruction, to its last.</param>
/// <param name="Committed">Commits in all.</param>
public sealed record RedoneWork(int Steps, TimeSpan Time, int Committed)
{
    private readonly record struct Commit(int Phase, long Step, bool Trains, DateTimeOffset At);

    public static RedoneWork Of(string run)
    {
        var phases = new Dictionary<string, int>(StringComparer.Ordinal); // numbered as they first come: they come in one order
        var standing = new Stack<Commit>();
        (int steps, TimeSpan time, int committed) = (0, TimeSpan.Zero, 0);
        foreach (string line in Directory.GetFiles(run, "log*.json").Order(StringComparer.Ordinal).SelectMany(File.ReadLines))
        {
            if (Parse(line, phases) is not { } commit)
            {
                continue;
            }
            committed++;
            int lost = 0;
            DateTimeOffset last = standing.TryPeek(out Commit newest) ? newest.At : commit.At, first = last;
            while (standing.TryPeek(out Commit top) && (top.Phase, top.Step).CompareTo((commit.Phase, commit.Step)) >= 0)
            {
                first = standing.Pop().At;
                lost += top.Trains ? 1 : 0;
            }
            standing.Push(commit);
            steps = Math.Max(steps, lost);
            time = last - first > time ? last - first : time;
        }
        return new RedoneWork(steps, time, committed);
    }

    private static Commit? Parse(string line, Dictionary<string, int> phases)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            JsonElement entry = json.RootElement;
            if (entry.GetProperty("@mt").GetString() != StatusKeeper.CommittedLine)
            {
                return null;
            }
            string phase = entry.GetProperty("Phase").GetString()!;
            phases.TryAdd(phase, phases.Count);
            return new Commit(phases[phase], entry.GetProperty("Committed").GetInt64(), phase.StartsWith("epoch ", StringComparison.Ordinal), entry.GetProperty("@t").GetDateTimeOffset());
        }
        catch (JsonException)
        {
            return null; // the line a process was killed in
        }
    }
}
