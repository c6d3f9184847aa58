using System.Text.Json;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Queue.Watching;

/// <summary>Finds out whether the folder of a RELION or cryoSPARC job says that the job is finished. Such a job may write nothing for an hour and still go on.</summary>
internal static class FinishedJob
{
    /// <summary>The file in which cryoSPARC describes a job.</summary>
    public const string CryoSparcFile = "job.json";

    private const string RelionFile = "job.star", RelionSuccess = "RELION_JOB_EXIT_SUCCESS";

    /// <summary>Whether the job is finished; null for a folder of no job, or of one that does not say.</summary>
    /// <exception cref="IOException">A file of the job cannot be read.</exception>
    public static bool? In(string folder)
    {
        IStorage disk = Storage.Current;
        if (disk.FileExists(Path.Combine(folder, RelionFile)))
        {
            return disk.FileExists(Path.Combine(folder, RelionSuccess));
        }
        string json = Path.Combine(folder, CryoSparcFile);
        if (!disk.FileExists(json))
        {
            return null;
        }
        try
        {
            using JsonDocument job = JsonDocument.Parse(Storage.ReadAll(json));
            return job.RootElement.ValueKind == JsonValueKind.Object && job.RootElement.TryGetProperty("status", out JsonElement status) && status.ValueKind == JsonValueKind.String
                ? status.GetString() == "completed" : null;
        }
        catch (JsonException)
        {
            return null; // half-written now, or damaged: the quiet time decides, and the run says what is wrong
        }
    }
}
