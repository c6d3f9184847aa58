using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Serving.Listing;

/// <summary>Keeps the newest <see cref="TrainingCurve"/> of each run, as the JSON that is answered. Safe for several threads.</summary>
internal sealed class TrainingCurves
{
    private readonly KeptJson _known = new();

    /// <summary>What the curve of a run is read from, and when that was written; another text where there is a newer one.</summary>
    public static string? KeyOf(string folder) => TrainingCurve.SourceOf(RunFolder.At(folder)) is { } source ? $"{source} {KeptJson.Stamp(source)}" : null;

    /// <summary>Returns the curve of a run.</summary>
    /// <exception cref="Flex3D.Stages.Faults.InputException">Its file is damaged.</exception>
    public byte[] Json(string folder) => _known.Of(folder, KeyOf(folder), () =>
    {
        var run = RunFolder.At(folder);
        return TrainingCurve.SourceOf(run) is { } source ? TrainingCurve.Read(run, source) : TrainingCurve.None;
    });
}
