using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Simulation;
using Flex3D.Stages.Simulation.Limit;
using Flex3D.Stages.Simulation.Molecules;

namespace Flex3D.Pipeline.Steps.Simulate;

/// <summary>Structures → particles with known motion: <c>simulate/</c> holds STAR, stacks, consensus map, mask and <c>truth/</c>.</summary>
internal sealed class SimulateStep : IPipelineStep
{
    public const string Name = "simulate";

    string IPipelineStep.Name => Name;

    public StepHelp Help { get; } = new(
        "Makes particles with known motion from structures: STAR, stacks, the truth.",
        "flex3d simulate --out runs/sim --structures open.pdb closed.pdb --particles 4000 --snr 0.1");

    public IReadOnlyList<string> Needs { get; } = [];

    public IReadOnlyList<StepResult> Results { get; } = [];

    /// <summary>Finds a file that a simulate step has written; null if there is none.</summary>
    public static string? FileOf(StepContext context, string name)
    {
        string path = Path.Combine(context.ResultsOf(Name), name);
        return Storage.Current.FileExists(path) ? path : null;
    }

    public Task RunAsync(StepContext context)
    {
        SimulateOptions options = context.Options.Simulate!;
        var choices = new Choices();
        double resolution = choices.Value(options.Resolution, "simulate.resolution", 2 * options.PixelSize, "twice the pixel size");
        context.Settings.Use(context.Options with { Simulate = options with { Resolution = resolution } }, choices);
        SimulationOptions simulation = ToSimulation(options, resolution) with { Seed = (ulong)context.Options.Seed, Threads = context.Threads };
        using IProgressTask progress = context.Progress.Begin("simulate", options.Particles, "particles");
        long reported = 0;
        SimulationResult result = Simulator.Run(
            simulation,
            context.Output,
            new Reporter(done =>
            {
                progress.Advance(done - reported);
                reported = done;
            }),
            context.Stop);
        context.Run.RecordInputs([.. options.Structures, .. options.NoiseSpectrum is { } noise ? (string[])[noise] : []]);
        context.Log.Information("{Count} particles; the farthest atom goes {Far} Å", options.Particles, Math.Round(result.LargestDisplacementAngstrom, 1));
        if (options.Limit && double.IsFinite(options.Snr))
        {
            WriteLimit(context, simulation, result.GreyScale);
        }
        return Task.CompletedTask;
    }

    private static void WriteLimit(StepContext context, SimulationOptions simulation, double greyScale)
    {
        SimulationLimit limit = InformationLimit.Compute(simulation, greyScale, InformationLimit.SampleOf(simulation.Count), cancellation: context.Stop);
        LimitFiles.Write(Path.Combine(context.Output, "truth"), limit);
        context.Log.Information("the images leave {Angstrom} Å RMS of the moving atoms' displacement unknown at best", Math.Round(LimitSummary.Of(limit).AngstromLeft(), 2));
    }

    private static SimulationOptions ToSimulation(SimulateOptions options, double resolution)
    {
        StructureSource structures = Structures(options);
        IMotion motion = structures.Open();
        return new SimulationOptions
        {
            Motion = motion,
            Structures = structures,
            Coordinates = [.. motion.Ranges.Select(range => DistributionSettings.Of(options, range.Minimum, range.Maximum))],
            Box = options.Box,
            PixelSizeAngstrom = options.PixelSize,
            Count = options.Particles,
            Snr = options.Snr,
            ResolutionAngstrom = resolution,
            DefocusMinimumAngstrom = options.DefocusMin,
            DefocusMaximumAngstrom = options.DefocusMax,
            AstigmatismAngstrom = options.Astigmatism,
            VoltageKilovolt = options.Voltage,
            SphericalAberrationMillimetre = options.SphericalAberration,
            AmplitudeContrast = options.AmplitudeContrast,
            ShiftSigmaAngstrom = options.Shift * options.PixelSize,
            Stacks = options.Stacks,
            Noise = NoiseSettings.Of(options),
            ContrastSpread = options.ContrastSpread,
            PoseErrorDegrees = options.PoseError,
            ShiftErrorAngstrom = options.ShiftError,
            DefocusErrorAngstrom = options.DefocusError,
            OpticsGroups = options.OpticsGroups,
            MagnificationError = options.MagnificationError,
            JunkFraction = options.Junk,
            Neighbours = options.Neighbours,
            Micelles = [.. (options.Micelle ?? []).Select(MicelleSettings.ToMicelle)],
            Missing =
            [
                .. (options.Missing ?? []).Select(part => new MissingPart
                {
                    Residues = ResidueSettings.Ranges(part.Chain, part.Residues, part.With, "simulate.missing.residues"),
                    Fraction = part.Fraction,
                }),
            ],
        };
    }

    private static StructureSource Structures(SimulateOptions options)
    {
        IReadOnlyList<HingeOptions> hinges = options.Hinges ?? [];
        if (options.Structures.Count == 0)
        {
            throw new InputException("the pipeline", "simulate.structures", "no structure", "at least one PDB or mmCIF file");
        }
        if (options.Structures.Count > 1 && hinges.Count > 0)
        {
            throw new InputException("the pipeline", "simulate.hinges", "hinges beside several structures", "hinges of one structure, or several structures to go through");
        }
        if (options.Grid?.FirstOrDefault(n => !double.IsInteger(n), 0) is not 0 and { } part)
        {
            throw new InputException("the pipeline", "simulate.grid", FormattableString.Invariant($"{part}"), "a whole number along each coordinate, such as [3, 3]");
        }
        return new StructureSource
        {
            Files = options.Structures,
            Grid = options.Structures.Count > 1 && options.Grid is { Count: > 0 } grid ? [.. grid.Select(n => (int)n)] : null,
            Hinges = [.. hinges.Select(hinge => HingeSettings.ToHinge(hinge, options.Structures[0]))],
        };
    }

    private sealed class Reporter(Action<int> done) : IProgress<SimulationProgress>
    {
        private readonly Lock _lock = new();

        public void Report(SimulationProgress value)
        {
            lock (_lock)
            {
                done(value.Done);
            }
        }
    }
}
