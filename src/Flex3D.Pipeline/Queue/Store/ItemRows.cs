using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Flex3D.Pipeline.Queue.Store;

/// <summary>Reads and writes the rows of data sets.</summary>
internal static class ItemRows
{
    private const string Columns = "id, path, run, added, priority, state, request, device, attempt, failures, interruptions, due, exit_code, reason, started, ended";

    /// <summary>Reads all data sets.</summary>
    public static ImmutableSortedDictionary<long, QueueItem> Read(SqliteConnection connection, SqliteTransaction transaction)
    {
        var items = ImmutableSortedDictionary.CreateBuilder<long, QueueItem>();
        foreach (SqliteDataReader row in StoredValue.Rows(connection, transaction, "items", Columns))
        {
            items.Add(row.GetInt64(0), new QueueItem(row.GetInt64(0), row.GetString(1), row.GetString(2), StoredValue.Time(row.GetInt64(3)))
            {
                Priority = row.GetInt32(4),
                State = StoredValue.Name<ItemState>(row.GetString(5)),
                Request = StoredValue.Name<ItemRequest>(row.GetString(6)),
                Device = row.IsDBNull(7) ? null : row.GetString(7),
                Attempt = row.GetInt32(8),
                Failures = row.GetInt32(9),
                Interruptions = row.GetInt32(10),
                Due = StoredValue.Time(row.GetInt64(11)),
                ExitCode = row.IsDBNull(12) ? null : row.GetInt32(12),
                Reason = row.IsDBNull(13) ? null : row.GetString(13),
                Started = row.IsDBNull(14) ? null : StoredValue.Time(row.GetInt64(14)),
                Ended = row.IsDBNull(15) ? null : StoredValue.Time(row.GetInt64(15)),
            });
        }
        return items.ToImmutable();
    }

    /// <summary>Adds or replaces a data set.</summary>
    public static void Write(SqliteConnection connection, SqliteTransaction transaction, QueueItem item) => StoredValue.Replace(connection, transaction, "items", Columns,
        item.Id, item.Path, item.Run, StoredValue.Of(item.Added), item.Priority, item.State.ToString(), item.Request.ToString(), item.Device, item.Attempt, item.Failures, item.Interruptions,
        StoredValue.Of(item.Due), item.ExitCode, item.Reason, StoredValue.Of(item.Started), StoredValue.Of(item.Ended));
}
