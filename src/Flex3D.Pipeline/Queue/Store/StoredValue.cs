using Flex3D.Stages.Faults;
using Microsoft.Data.Sqlite;

namespace Flex3D.Pipeline.Queue.Store;

/// <summary>The form of values in the queue database.</summary>
internal static class StoredValue
{
    /// <summary>Returns a time as it is stored: milliseconds since 1970.</summary>
    public static long Of(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <summary>Returns a time as it is stored; null where there is none.</summary>
    public static long? Of(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    /// <summary>Reads a time.</summary>
    public static DateTimeOffset Time(long stored) => DateTimeOffset.FromUnixTimeMilliseconds(stored);

    /// <summary>Reads the name of a state.</summary>
    /// <exception cref="InputException">There is no such state.</exception>
    public static T Name<T>(string stored)
        where T : struct, Enum => Enum.TryParse(stored, out T value) ? value : throw StoreFault.Damaged("the queue database", $"the state '{stored}'");

    /// <summary>Reads the rows of a table; what is returned is the reader, at one row after the other.</summary>
    /// <param name="columns">Names of the columns, with commas between.</param>
    public static IEnumerable<SqliteDataReader> Rows(SqliteConnection connection, SqliteTransaction transaction, string table, string columns)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT {columns} FROM {table};";
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            yield return row;
        }
    }

    /// <summary>Adds or replaces a row.</summary>
    /// <param name="columns">Names of the columns, with commas between; the first is the key.</param>
    public static void Replace(SqliteConnection connection, SqliteTransaction transaction, string table, string columns, params IReadOnlyList<object?> values)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        string[] names = columns.Split(", ");
        string updates = string.Join(", ", names.Skip(1).Select(name => $"{name} = excluded.{name}"));
        command.CommandText = $"INSERT INTO {table} ({columns}) VALUES ({string.Join(", ", values.Select((_, i) => $"$p{i}"))}) ON CONFLICT ({names[0]}) DO UPDATE SET {updates};";
        for (int i = 0; i < values.Count; i++)
        {
            command.Parameters.AddWithValue($"$p{i}", values[i] ?? DBNull.Value);
        }
        command.ExecuteNonQuery();
    }
}
