using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Flex3D.Pipeline.Queue.Store;

/// <summary>Reads and writes the rows of notices.</summary>
internal static class NoticeRows
{
    private const string Columns = "id, item, kind, state, due, failures, closed, reason";

    /// <summary>Reads all notices.</summary>
    public static ImmutableSortedDictionary<long, QueueNotice> Read(SqliteConnection connection, SqliteTransaction transaction)
    {
        var notices = ImmutableSortedDictionary.CreateBuilder<long, QueueNotice>();
        foreach (SqliteDataReader row in StoredValue.Rows(connection, transaction, "notices", Columns))
        {
            notices.Add(row.GetInt64(0), new QueueNotice(row.GetInt64(0), row.GetInt64(1), row.GetString(2), StoredValue.Name<ItemState>(row.GetString(3)), StoredValue.Time(row.GetInt64(4)))
            {
                Failures = row.GetInt32(5),
                Closed = row.GetBoolean(6),
                Reason = row.IsDBNull(7) ? null : row.GetString(7),
            });
        }
        return notices.ToImmutable();
    }

    /// <summary>Adds or replaces a notice.</summary>
    public static void Write(SqliteConnection connection, SqliteTransaction transaction, QueueNotice notice) => StoredValue.Replace(connection, transaction, "notices", Columns,
        notice.Id, notice.Item, notice.Kind, notice.State.ToString(), StoredValue.Of(notice.Due), notice.Failures, notice.Closed, notice.Reason);
}
