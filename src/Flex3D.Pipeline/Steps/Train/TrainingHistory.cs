using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Results;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The epochs of a finished training, in <c>train/history.json</c>.</summary>
internal static class TrainingHistory
{
    public static string FileOf(string trainFolder) => Path.Combine(trainFolder, "history.json");

    public static void Write(string trainFolder, IReadOnlyList<EpochRecord> epochs) =>
        DurableFile.WriteText(FileOf(trainFolder), JsonSerializer.Serialize(epochs, CheckpointJson.Options) + "\n");

    /// <exception cref="InputException">The file holds no epochs.</exception>
    public static EpochRecord[] Read(string trainFolder) =>
        JsonSerializer.Deserialize<EpochRecord[]>(Storage.ReadAll(FileOf(trainFolder)), CheckpointJson.Options)
        ?? throw new InputException(FileOf(trainFolder), null, "null", "the epochs of a training");

    /// <summary>Returns the losses of the held-out particles at the end of a training.</summary>
    /// <param name="magnificationDifference">See <see cref="Prep.PreparedFiles.MagnificationDifference"/>.</param>
    public static HeldOutLoss HeldOut(IReadOnlyList<EpochRecord> epochs, double magnificationDifference)
    {
        EpochRecord last = epochs[^1];
        return new(last.HeldOutRigid, last.HeldOutFlexed, new(last.PredictiveGain, last.PredictiveGainError), last.HeldOutParticles)
        {
            MapEpochs = epochs[0].Kind == EpochKind.Flow ? epochs.Count(epoch => epoch.Kind == EpochKind.Map) : null, // a training that goes on has no warm-up
            MotionDetail = new(last.DetailGain, last.DetailGainError),
            Composition = new(last.CompositionGain, last.CompositionGainError),
            CompositionDetail = new(last.CompositionDetailGain, last.CompositionDetailGainError),
            Mirror = new(last.MirrorGain, last.MirrorGainError),
            MirrorDetail = new(last.MirrorDetailGain, last.MirrorDetailGainError),
            TurnedParticles = last.TurnedImages,
            TurnedDifference = new(last.TurnedDifference, last.TurnedDifferenceError),
            TurnedDetailDifference = new(last.TurnedDetailDifference, last.TurnedDetailDifferenceError),
            Reoriented = new(last.ReorientedGain, last.ReorientedGainError),
            ReorientedDetail = new(last.ReorientedDetailGain, last.ReorientedDetailGainError),
            DifferenceError = last.DifferenceError,
            DetailDifferenceError = last.DetailDifferenceError,
            MagnificationDifference = magnificationDifference,
            Micrographs = last.HeldOutMicrographs,
            TurnDegrees = last.TurnDegrees,
            ShiftAngstrom = last.ShiftAngstrom,
            DefocusAngstrom = last.DefocusAngstrom,
        };
    }
}
