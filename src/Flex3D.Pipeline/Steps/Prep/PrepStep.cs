using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>The prep step: see <see cref="Preparation"/>.</summary>
internal sealed class PrepStep : IPipelineStep
{
    public const string Name = "prep";

    string IPipelineStep.Name => Name;

    public StepHelp Help { get; } = new(
        "Crops and normalises particles for training, and makes the solvent mask.",
        "flex3d prep --out runs/prepared --particles particles.star --map map.mrc");

    /// <summary>None: particles and map are files of the settings, or of a simulate step.</summary>
    public IReadOnlyList<string> Needs { get; } = [];

    public IReadOnlyList<StepResult> Results { get; } = [new("prep/noise.star", "noise variance at each spatial frequency, for each optics group"), new("prep/quarantined.csv", "particles that were set aside, each with its fault; see also ledger.json")];

    public Task RunAsync(StepContext context) => Preparation.RunAsync(context);
}
