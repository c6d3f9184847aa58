using System.Text.Json;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Queue.Watching;

/// <summary>Finds out whether the folder of a RELION or cryoSPARC job says that the job is finished. Such a job may write nothing for an hour and still go on.</summary>
internal static class JobFolder
{
    /// <summary>The file in which cryoSPARC describes a job.</summary>
    public const string CryoSparcFile = "job.json";

    private const string RelionFile = "job.star", RelionSuccess = "RELION_JOB_EXIT_SUCCESS", Poses = "alignments3D";
    private static readonly string[] s_relionResults = ["run_data.star", "run_*_data.star", "particles*.star", "shiny.star", "postprocess.star"];

    /// <summary>Returns the state of the job.</summary>
    /// <exception cref="IOException">A file of the job cannot be read.</exception>
    public static JobState StateOf(string folder)
    {
        IStorage disk = Storage.Current;
        if (disk.FileExists(Path.Combine(folder, RelionFile)))
        {
            return !disk.FileExists(Path.Combine(folder, RelionSuccess)) ? JobState.Unfinished
                : s_relionResults.Any(name => disk.List(folder, name).Count > 0) ? JobState.Finished : JobState.WithoutPoses;
        }
        string json = Path.Combine(folder, CryoSparcFile);
        return disk.FileExists(json) ? OfCryoSparc(Storage.ReadAll(json)) : JobState.Unknown;
    }

    private static JobState OfCryoSparc(byte[] text)
    {
        try
        {
            using JsonDocument job = JsonDocument.Parse(text);
            if (job.RootElement.ValueKind != JsonValueKind.Object || !job.RootElement.TryGetProperty("status", out JsonElement status) || status.ValueKind != JsonValueKind.String)
            {
                return JobState.Unknown;
            }
            return status.GetString() != "completed" ? JobState.Unfinished
                : System.Text.Encoding.UTF8.GetString(text).Contains(Poses, StringComparison.Ordinal) ? JobState.Finished : JobState.WithoutPoses;
        }
        catch (JsonException)
        {
            return JobState.Unknown; // half-written now, or damaged: the quiet time decides, and the run says what is wrong
        }
    }
}
