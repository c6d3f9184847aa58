using System.Globalization;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Checks;
using Flex3D.Stages.Images;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Checks;

/// <summary>The disk, memory and time that a run would need on this machine.</summary>
internal static class ExpectedCost
{
    // flex3d's benchmark of training: 1.46 ms of a core for an image of 96 pixels and an epoch; the cost grows with the number of pixels.
    private const double CoreSecondsPerPixel = 1.46e-3 / (96 * 96);

    // Maps that a reconstruction holds at the full box, for each worker and in all: gradients, curvatures, minimisers and their history.
    private const int MapsOfWorker = 4, MapsInAll = 24;
    private const long ProgramBytes = 130_000_000;

    /// <summary>Estimates the cost of a run.</summary>
    public static IEnumerable<CheckFinding> Of(StepContext context, ParticleTable table, int box)
    {
        int training = context.Options.Prep?.TrainingBox ?? AutomaticSettings.TrainingBox(box);
        long disk = table.Count * (sizeof(float) * (long)training * training + ParticleTable.RowBytes + WhiteNoise.PairBytes);
        long memory = ProgramBytes + sizeof(float) * (long)box * box * box * (MapsOfWorker * context.Threads + MapsInAll);
        double epoch = table.Count * (double)training * training * CoreSecondsPerPixel / context.Threads;
        long there = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        string text = string.Create(CultureInfo.InvariantCulture, $"a run takes about {Size(disk)} of disk and {Size(memory)} of memory, and an epoch of training about {Time(epoch)} on the {context.Threads} cores of this machine");
        string evidence = string.Create(CultureInfo.InvariantCulture, $"{table.Count} particles of {box} pixels, training at {training}; {Size(there)} of memory are there; flex3d train --plan is exact once prep and mesh are done");
        yield return memory > there
            ? new("cost", CheckSeverity.Warning, text, evidence, "use fewer threads (--threads), a smaller box, or a machine with more memory")
            : new("cost", CheckSeverity.Note, text, evidence);
    }

    private static string Size(long bytes) => bytes >= 1_000_000_000 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB") : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB");

    private static string Time(double seconds) => seconds >= 7200 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.#} h") : seconds >= 120 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min") : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):0} s");
}
