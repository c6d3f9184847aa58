using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Microsoft.Data.Sqlite;

namespace Flex3D.Pipeline.Queue.Store;

/// <summary>The queue on disk: an SQLite database in WAL mode, each change one transaction that is flushed before it counts.</summary>
/// <remarks>
/// Several processes may have it open: the one that watches, and the commands of the user. Each change is computed from what the database holds while no other process can write.
/// A killed process or a power cut leaves the state before or after a change. Not safe for several threads.
/// </remarks>
internal sealed class QueueStore : IDisposable
{
    /// <summary>The usual name of the database, in the folder of the runs.</summary>
    public const string FileName = "queue.db";

    private const int WaitForOthersSeconds = 30;
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private QueueState? _known;
    private long _version;

    private QueueStore(SqliteConnection connection, string path) => (_connection, _path) = (connection, path);

    /// <summary>Opens a database, and checks that it is one of a queue and intact.</summary>
    /// <param name="create">Whether it is made where it is missing.</param>
    /// <exception cref="InputException">It is missing, damaged, of another program or of another version.</exception>
    public static QueueStore Open(string path, bool create)
    {
        string full = Path.GetFullPath(path);
        if (create)
        {
            DurableFolder.Create(Path.GetDirectoryName(full)!);
        }
        else if (!Storage.Current.FileExists(full))
        {
            throw new InputException(path, null, "no such file", "the database of a queue", "name the folder of the runs that flex3d watch was given with --runs, or its database with --db");
        }
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = full, Pooling = false, DefaultTimeout = WaitForOthersSeconds, Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
        }.ToString());
        try
        {
            connection.Open();
            Check(connection, path, create);
            QueueSchema.Execute(connection, null, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
            if (create)
            {
                Storage.Current.FlushFolder(Path.GetDirectoryName(full)!);
            }
            return new QueueStore(connection, full);
        }
        catch (SqliteException fault)
        {
            connection.Dispose();
            throw StoreFault.Of(fault, path);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads the queue.</summary>
    public QueueState Read() => Apply(state => new QueueChange(state, [])).State;

    /// <summary>Changes the queue in one transaction: what a rule makes of the state in the database is written and flushed.</summary>
    /// <returns>The change, whose effects may be carried out now.</returns>
    /// <exception cref="IOException">It could not be written, because the disk is full or for another reason; the queue is unchanged.</exception>
    public QueueChange Apply(Func<QueueState, QueueChange> rule)
    {
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(); // BEGIN IMMEDIATE: no other process writes until the end
            long version = QueueSchema.Number(_connection, "data_version");
            QueueState before = _known is { } known && version == _version ? known : Load(transaction);
            (_known, _version) = (null, version); // until the transaction is complete
            QueueChange change = rule(before);
            Save(transaction, before, change.State);
            transaction.Commit();
            _known = change.State;
            return change;
        }
        catch (SqliteException fault)
        {
            throw StoreFault.Of(fault, _path);
        }
    }

    /// <summary>Limits the size of the database, as a full disk would.</summary>
    internal void LimitPages(int pages) => QueueSchema.Execute(_connection, null, $"PRAGMA max_page_count = {pages};");

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private QueueState Load(SqliteTransaction transaction)
    {
        try
        {
            return new QueueState(ItemRows.Read(_connection, transaction), NoticeRows.Read(_connection, transaction), TotalRows.Read(_connection, transaction));
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or InvalidCastException or ArgumentException or OverflowException)
        {
            throw StoreFault.Damaged(_path, $"rows that cannot be read ({wrong.Message})", wrong);
        }
    }

    private void Save(SqliteTransaction transaction, QueueState before, QueueState after)
    {
        foreach (QueueItem item in after.Items.Values.Where(item => !ReferenceEquals(item, before.Items.GetValueOrDefault(item.Id))))
        {
            ItemRows.Write(_connection, transaction, item);
        }
        foreach (QueueNotice notice in after.Notices.Values.Where(notice => !ReferenceEquals(notice, before.Notices.GetValueOrDefault(notice.Id))))
        {
            NoticeRows.Write(_connection, transaction, notice);
        }
        if (after.Totals != before.Totals)
        {
            TotalRows.Write(_connection, transaction, after.Totals);
        }
    }

    private static void Check(SqliteConnection connection, string path, bool create)
    {
        long application = QueueSchema.Number(connection, "application_id"), version = QueueSchema.Number(connection, "user_version");
        if (create && application == 0 && version == 0 && QueueSchema.Number(connection, "schema_version") == 0)
        {
            QueueSchema.Create(connection);
            return;
        }
        if (application != QueueSchema.Application)
        {
            throw StoreFault.Damaged(path, "an SQLite database that is not of a queue");
        }
        if (version != QueueSchema.Version)
        {
            throw new InputException(path, null, $"a queue database of version {version}", $"version {QueueSchema.Version}", "use the flex3d that wrote it, or name another database with --db");
        }
        if (QueueSchema.Text(connection, "quick_check(1)") is var verdict and not "ok")
        {
            throw StoreFault.Damaged(path, $"a damaged database ({verdict.ReplaceLineEndings(" ")})");
        }
    }
}
