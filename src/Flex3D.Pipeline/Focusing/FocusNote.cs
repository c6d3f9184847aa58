using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Focusing;

/// <summary>What a folder of <c>flex3d focus</c> holds: <c>focus.json</c>, written last.</summary>
/// <param name="Run">Folder of the first run.</param>
/// <param name="Region">The region, for users.</param>
/// <param name="Particles">Number of particles.</param>
/// <param name="FileRows">Rows of the first run's particle file.</param>
/// <param name="Share">Share of the flexed map's density that the region has, 0 to 1.</param>
/// <param name="MovedByFlow">Whether the first run's motion moves the rest; false where held-out particles did not support it.</param>
/// <param name="TurnDegrees">RMS over the particles of the turn by which the first run's flow carries the region.</param>
/// <param name="ShiftAngstrom">RMS of the displacement of the region's centre of mass by it.</param>
internal sealed record FocusNote(string Run, string Region, int Particles, int FileRows, double Share, bool MovedByFlow, double TurnDegrees, double ShiftAngstrom)
{
    public const string FileName = "focus.json";

    public void Write(string folder) => DurableFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, CheckpointJson.Options) + "\n");

    /// <summary>Reads the note beside a particle table; null where there is none.</summary>
    /// <exception cref="InputException">The file is damaged.</exception>
    public static FocusNote? Beside(string table)
    {
        string path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(table))!, FileName);
        try
        {
            return Storage.Current.FileExists(path) ? JsonSerializer.Deserialize<FocusNote>(Storage.ReadAll(path), CheckpointJson.Options) : null;
        }
        catch (JsonException e)
        {
            throw new InputException(path, null, e.Message, "what flex3d focus wrote", "run flex3d focus again", e);
        }
    }
}
