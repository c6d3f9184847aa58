namespace Flex3D.Stages.Files;

/// <summary>Records the files that <see cref="DurableFile"/> writes while this object exists, in the flow of control that created it.</summary>
/// <remarks>Another flow of control, such as another run in the same process, has its own record or none.</remarks>
public sealed class WrittenFiles : IDisposable
{
    private static readonly AsyncLocal<WrittenFiles?> s_current = new();
    private readonly WrittenFiles? _before = s_current.Value;
    private readonly Lock _lock = new();
    private readonly SortedSet<string> _paths = new(StringComparer.Ordinal);

    private WrittenFiles() => s_current.Value = this;

    /// <summary>Absolute paths of the files written, each once, in ordinal order.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            lock (_lock)
            {
                return [.. _paths];
            }
        }
    }

    /// <summary>Starts recording.</summary>
    public static WrittenFiles Collect() => new();

    /// <summary>Stops recording.</summary>
    public void Dispose() => s_current.Value = _before;

    internal static void Add(string path)
    {
        if (s_current.Value is { } current)
        {
            lock (current._lock)
            {
                current._paths.Add(Path.GetFullPath(path));
            }
        }
    }
}
