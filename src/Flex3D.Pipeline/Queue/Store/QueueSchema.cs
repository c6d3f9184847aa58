using Microsoft.Data.Sqlite;

namespace Flex3D.Pipeline.Queue.Store;

/// <summary>The tables of a queue database, and the numbers in its header that say what it is.</summary>
/// <remarks>Times are milliseconds since 1970, UTC; states are names. <c>user_version</c> is the version of the tables, <c>application_id</c> the letters <c>F3DQ</c>.</remarks>
internal static class QueueSchema
{
    /// <summary>The version of the tables that this program reads and writes.</summary>
    public const int Version = 1;

    /// <summary>The letters F3DQ.</summary>
    public const int Application = 0x46334451;

    private const string Tables = """
        CREATE TABLE items (
            id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, run TEXT NOT NULL UNIQUE, added INTEGER NOT NULL, priority INTEGER NOT NULL, state TEXT NOT NULL,
            request TEXT NOT NULL, device TEXT, attempt INTEGER NOT NULL, failures INTEGER NOT NULL, interruptions INTEGER NOT NULL, due INTEGER NOT NULL,
            exit_code INTEGER, reason TEXT, started INTEGER, ended INTEGER) STRICT;
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY, item INTEGER NOT NULL REFERENCES items (id), kind TEXT NOT NULL, state TEXT NOT NULL, due INTEGER NOT NULL, failures INTEGER NOT NULL,
            closed INTEGER NOT NULL, reason TEXT) STRICT;
        CREATE TABLE totals (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
        """;

    /// <summary>Makes the tables in an empty database, all or none.</summary>
    public static void Create(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        Execute(connection, transaction, $"{Tables} PRAGMA application_id = {Application}; PRAGMA user_version = {Version};");
        transaction.Commit();
    }

    /// <summary>Returns a number that a pragma gives.</summary>
    public static long Number(SqliteConnection connection, string pragma)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {pragma};";
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Returns the text that a pragma gives.</summary>
    public static string Text(SqliteConnection connection, string pragma)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {pragma};";
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>Carries out statements without a result.</summary>
    public static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string statements)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
