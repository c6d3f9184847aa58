using Flex3D.Pipeline.Queue;
using Flex3D.Pipeline.Queue.Store;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Microsoft.Data.Sqlite;

namespace Flex3D.Pipeline.Tests.Queue;

/// <summary>The queue on disk: what a kill leaves at any moment, and what is refused.</summary>
public sealed class QueueStoreTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly QueueRules s_rules = QueueRules.Default with { Devices = [("cpu", 2)], Notices = [QueueNotice.Webhook] };
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-store-").FullName;

    private string Database => Path.Combine(_folder, "queue.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // What another process would find if this one were killed now: the files as they are.
    private QueueState AfterKill()
    {
        string copy = Directory.CreateDirectory(Path.Combine(_folder, "copy")).FullName;
        foreach (string file in Directory.GetFiles(copy))
        {
            File.Delete(file);
        }
        foreach (string file in Directory.GetFiles(_folder, "queue.db*"))
        {
            using FileStream from = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), to = new(Path.Combine(copy, Path.GetFileName(file)), FileMode.Create);
            from.CopyTo(to);
        }
        using QueueStore store = QueueStore.Open(Path.Combine(copy, "queue.db"), create: true);
        return store.Read();
    }

    private static void ShouldBeSame(QueueState found, QueueState expected)
    {
        found.Items.Values.ShouldBe(expected.Items.Values);
        found.Notices.Values.ShouldBe(expected.Notices.Values);
        found.Totals.ShouldBe(expected.Totals);
    }

    private static QueueEvent Draw(ulong turn, QueueState state)
    {
        ulong bits = CounterRandom.Bits(7, 1, 0, turn, 0);
        long id = state.Items.IsEmpty ? 1 : 1 + (long)(bits >> 8) % state.Items.Count;
        QueueItem? running = state.In(ItemState.Running).FirstOrDefault();
        return (bits % 8) switch
        {
            _ when state.Items.Count < 3 => new QueueEvent.Found($"/in/dätaset '{turn}'", $"run{turn}", (int)(bits % 5)),
            0 => new QueueEvent.Found($"/in/{turn}", $"run{turn}", 0),
            1 => new QueueEvent.Prioritise(id, -3),
            2 => new QueueEvent.Hold(id),
            3 => new QueueEvent.Release(id),
            4 when !state.Notices.IsEmpty => new QueueEvent.NotSent(1, "the address\nanswered 500"),
            5 or 6 when running is not null => new QueueEvent.Ended(running.Id, running.Attempt, new RunOutcome(new int?[] { 0, 2, 74, 130, null }[(bits >> 16) % 5], "found \"x\"; expected 'y'")),
            _ => new QueueEvent.Tick(),
        };
    }

    [Fact]
    public void A_kill_at_any_boundary_of_a_transaction_leaves_the_state_before_it_or_after_it()
    {
        using QueueStore store = QueueStore.Open(Database, create: true);
        QueueState state = QueueState.Empty;
        ShouldBeSame(AfterKill(), state);
        for (ulong turn = 0; turn < 60; turn++)
        {
            QueueState before = state;
            QueueEvent happened = Draw(turn, before);
            state = store.Apply(stored =>
            {
                ShouldBeSame(stored, before);
                if (turn % 6 == 0)
                {
                    ShouldBeSame(AfterKill(), before);
                }
                return QueueReducer.Reduce(stored, happened, s_rules, s_start.AddMinutes(turn));
            }).State;
            if (turn % 3 == 0)
            {
                ShouldBeSame(AfterKill(), state);
            }
        }
        state.Items.Values.Select(item => item.State).Distinct().Count().ShouldBeGreaterThan(2, "the events were of many kinds");
    }

    [Fact]
    public void A_change_by_another_process_is_seen_before_the_next_change()
    {
        using QueueStore watch = QueueStore.Open(Database, create: true), user = QueueStore.Open(Database, create: false);
        watch.Apply(state => QueueReducer.Reduce(state, new QueueEvent.Found("/in/a", "a", 0), s_rules, s_start));
        user.Apply(state => QueueReducer.Reduce(state, new QueueEvent.Hold(1), s_rules, s_start)).State.Items[1].State.ShouldBe(ItemState.Held);
        watch.Apply(state => QueueReducer.Reduce(state, new QueueEvent.Tick(), s_rules, s_start)).Effects.ShouldBeEmpty();
        watch.Read().Items[1].State.ShouldBe(ItemState.Held);
    }

    [Fact]
    public void A_rule_that_fails_writes_nothing()
    {
        using QueueStore store = QueueStore.Open(Database, create: true);
        Should.Throw<InputException>(() => store.Apply(state => throw new InputException("data set 1", null, "x", "y")));
        store.Read().Items.ShouldBeEmpty();
    }

    [Fact]
    public void A_full_disk_leaves_the_queue_as_it_was_and_is_reported_as_one()
    {
        using QueueStore store = QueueStore.Open(Database, create: true);
        store.Apply(state => QueueReducer.Reduce(state, new QueueEvent.Found("/in/a", "a", 0), s_rules, s_start));
        QueueState before = store.Read();
        store.LimitPages(20);
        IOException full = Should.Throw<IOException>(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                before = store.Apply(state => QueueReducer.Reduce(state, new QueueEvent.Found(new string('x', 4000) + i, $"b{i}", 0), s_rules, s_start)).State;
            }
        });
        FaultClassifier.Classify(full).ShouldBe(FaultKind.DiskFull);
        ShouldBeSame(store.Read(), before);
        ShouldBeSame(AfterKill(), before);
        store.LimitPages(10_000);
        store.Apply(state => QueueReducer.Reduce(state, new QueueEvent.Found("/in/c", "c", 0), s_rules, s_start)).State.Items.Count.ShouldBe(before.Items.Count + 1);
    }

    [Fact]
    public void A_database_that_is_missing_damaged_of_another_program_or_of_another_version_is_refused_with_one_sentence()
    {
        Refused("no such file", create: false);
        File.WriteAllText(Database, new string('x', 5000));
        Refused("a file that is no SQLite database");
        File.Delete(Database);
        Execute("CREATE TABLE films (name TEXT);");
        Refused("an SQLite database that is not of a queue");
        File.Delete(Database);
        using (QueueStore.Open(Database, create: true))
        {
        }
        Execute("PRAGMA user_version = 7;");
        Refused("a queue database of version 7; expected version 1");
        Execute("PRAGMA user_version = 1; INSERT INTO items (id, path, run, added, priority, state, request, attempt, failures, interruptions, due) VALUES (1, 'p', 'r', 0, 0, 'Asleep', 'None', 0, 0, 0, 0);");
        using (QueueStore store = QueueStore.Open(Database, create: false))
        {
            Should.Throw<InputException>(store.Read).Message.ShouldContain("the state 'Asleep'");
        }
        Execute("DROP TABLE totals;");
        using (QueueStore store = QueueStore.Open(Database, create: false))
        {
            Execute("DELETE FROM items;");
            Should.Throw<InputException>(store.Read).Message.ShouldContain("no such table: totals");
        }
        byte[] bytes = File.ReadAllBytes(Database);
        bytes.AsSpan(4096, 4096).Fill(0xA5);
        File.WriteAllBytes(Database, bytes);
        Refused("a damaged database");
    }

    private void Refused(string found, bool create = true)
    {
        InputException refused = Should.Throw<InputException>(() => QueueStore.Open(Database, create).Dispose());
        refused.Message.ShouldContain(found);
        refused.Message.ShouldNotContain("\n");
    }

    private void Execute(string statements)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
