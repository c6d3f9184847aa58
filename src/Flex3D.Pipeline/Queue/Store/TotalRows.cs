using Microsoft.Data.Sqlite;

namespace Flex3D.Pipeline.Queue.Store;

/// <summary>Reads and writes the counts of a queue, one row each.</summary>
internal static class TotalRows
{
    private const string Columns = "name, value";

    /// <summary>Reads the counts; those without a row are 0.</summary>
    public static QueueTotals Read(SqliteConnection connection, SqliteTransaction transaction)
    {
        var found = new Dictionary<string, long>();
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT {Columns} FROM totals;";
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            found[row.GetString(0)] = row.GetInt64(1);
        }
        long Of(string name) => found.GetValueOrDefault(name);
        return new QueueTotals(Of("started"), Of("retried"), Of("interrupted"), Of("done"), Of("dead"), Of("notices_sent"), Of("notices_lost"));
    }

    /// <summary>Writes the counts.</summary>
    public static void Write(SqliteConnection connection, SqliteTransaction transaction, QueueTotals totals)
    {
        foreach ((string name, long value) in new[]
        {
            ("started", totals.Started), ("retried", totals.Retried), ("interrupted", totals.Interrupted), ("done", totals.Done), ("dead", totals.Dead),
            ("notices_sent", totals.NoticesSent), ("notices_lost", totals.NoticesLost),
        })
        {
            StoredValue.Replace(connection, transaction, "totals", Columns, name, value);
        }
    }
}
