using System.Text.Json;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Cluster.Nodes;

/// <summary>The file <c>nodes.json</c> in a run folder, in which the head of the run writes who helps it. It holds no secret, tells of the course of a run and not of its result, and stays when the run ends.</summary>
internal static class NodesFile
{
    private const string Name = "nodes.json";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Returns the path of a run's file.</summary>
    public static string Of(string run) => Path.Combine(run, Name);

    /// <summary>Replaces the file of a run. It need not survive a power cut, so nothing waits for the disk.</summary>
    public static void Write(string run, ClusterReport report)
    {
        string path = Of(run), part = path + ".part";
        using (IStoredFile file = Storage.Current.Create(part))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(report, s_options), 0);
        }
        Storage.Current.Rename(part, path);
    }

    /// <summary>Reads the file of a run; null if there is none.</summary>
    /// <exception cref="InputException">It is not what a head wrote.</exception>
    public static ClusterReport? Read(string run)
    {
        string file = Of(run);
        try
        {
            ClusterReport report = JsonSerializer.Deserialize<ClusterReport>(Storage.ReadAll(file), s_options) ?? throw new JsonException("null");
            return report is { Head: { Run: not null, Machine: not null, Address: not null }, Work.Workers: not null } && report.Work.Workers.All(worker => worker is { Name: not null, State: not null })
                ? report : throw new JsonException("no head and workers");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InputException(file, null, e.Message, "what the head of a run wrote", "delete it: the head of a run that goes on writes it again within seconds", e);
        }
    }

    /// <summary>Finds what a user names: a run folder, a file in it (<c>cluster.json</c>, <c>nodes.json</c>), or a folder of run folders, of which those are meant that a head works on.</summary>
    /// <exception cref="InputException">No head has written there.</exception>
    public static IReadOnlyList<ClusterReport> Find(string path)
    {
        string folder = Storage.Current.FileExists(path) ? Path.GetDirectoryName(Path.GetFullPath(path))! : path;
        if (Read(folder) is { } report)
        {
            return [report];
        }
        if (!Storage.Current.FolderExists(folder))
        {
            throw new InputException(path, null, "no such folder", "the folder of a run, or of several", "name it as the head of the run was given it with --out");
        }
        ClusterReport[] reports = [.. Storage.Current.ListFolders(folder).Order(StringComparer.Ordinal).Select(Read).OfType<ClusterReport>()];
        return reports.Length > 0 ? [.. reports.Where(one => !one.Head.Ended)]
            : throw new InputException(path, null, "no nodes.json", "a run that was started with --cluster", "give flex3d run or resume --cluster HOST: its head writes the file");
    }
}
