using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Checks;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Images;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Particles.Quarantine;
using Serilog.Core;

namespace Flex3D.Pipeline.Checks;

/// <summary>The input of a run, read as prep would read it, and what is right and wrong with it.</summary>
internal sealed class CheckedInput
{
    private readonly List<CheckFinding> _findings = [];
    private readonly StepContext _context;

    private CheckedInput(StepContext context) => _context = context;

    /// <summary>The findings, the most serious first.</summary>
    public IReadOnlyList<CheckFinding> Findings { get; private set; } = [];

    /// <summary>The particle file.</summary>
    public string? Particles => _context.Options.Inputs.Particles;

    /// <summary>What the findings are about, in words.</summary>
    public string Name => Particles ?? "no particle file";

    /// <summary>The map; null where none is given or found.</summary>
    public string? Map => _context.Options.Inputs.Map;

    /// <summary>Number of particles that a run would use.</summary>
    public int Count { get; private set; }

    /// <summary>The corrections that the findings ask for.</summary>
    public TableCorrection Correction { get; private set; } = new();

    /// <summary>Reads and checks an input.</summary>
    /// <param name="options">The settings of a run: inputs and prep.</param>
    /// <param name="check">Options of the comparison with the map.</param>
    /// <param name="scratch">A folder for the rows of the table, which is left empty.</param>
    /// <param name="stop">A stop request.</param>
    public static CheckedInput Of(PipelineOptions options, InputCheckOptions check, string scratch, CancellationToken stop)
    {
        var run = RunFolder.At(scratch);
        var context = new StepContext("check", run, [run], RunSettings.Unwritten(options), Resume: false, Logger.None, new PlainProgress(TextWriter.Null), Monitor: null, stop);
        var input = new CheckedInput(context);
        string rows = Path.Combine(scratch, "rows.bin");
        try
        {
            ResolvedInputs.Use(context);
            input.Read(check, rows);
        }
        catch (InputException bad)
        {
            input._findings.Add(new CheckFinding("unreadable", CheckSeverity.Error, bad.Message, bad.InputSource, bad.Advice));
        }
        finally
        {
            Storage.Current.Delete(rows);
        }
        input.Findings = InputCheck.Joined(input._findings);
        return input;
    }

    private void Read(InputCheckOptions check, string rows)
    {
        var quarantine = new ParticleQuarantine(RunInputs.ParticlesPath(_context), stops: false, 100);
        (ParticleTable read, ImageRepeats? repeats) = RunInputs.Particles(_context, RunInputs.Selection(_context), quarantine, rows);
        using ParticleTable given = read;
        Count = given.Count;
        Add(LeftOut(given, quarantine));
        if (given.Count == 0)
        {
            return;
        }
        CommonGrid common = ImageBoxes.Common(_context, given, passOver: true);
        using ParticleTable table = ImageBoxes.With(common, given, rows);
        using var stacks = new ParticleStacks(table, passOver: true, common.Box);
        Add(InputCheck.OfTable(table, stacks, repeats));
        if (Map is null)
        {
            Add([new CheckFinding("no-map", CheckSeverity.Note, "no map was given: the images were not compared", "nothing but the table and the headers was checked", "name the consensus map with --map")]);
        }
        else
        {
            Images(table, stacks, common, check);
        }
        Add(ExpectedCost.Of(_context, table, common.Box));
        Correction = CorrectedRows.Of(TableCorrection.Of(InputCheck.Joined(_findings), common.PixelSizeAngstrom), table, _findings);
    }

    private void Images(ParticleTable table, ParticleStacks stacks, CommonGrid common, InputCheckOptions check)
    {
        var grid = new GridSize("the particles", common.Box, common.PixelSizeAngstrom);
        // The map as its header says: prep would take a pixel size that is nearly the images' for theirs.
        DensityMap map = MrcMap.Read(Map!, _context.Options.Inputs.MapPixelSize);
        var fitting = new Lazy<DensityMap>(() => InputMaps.Map(_context, Map!, grid).Map);
        Add(InputCheck.OfImages(table, stacks, map.PixelSizeAngstrom == 1 ? fitting.Value : map, check));
        if (_context.Options.Inputs.Mask is { } mask)
        {
            Add(InputCheck.OfMask(fitting.Value, InputMaps.Mask(_context, "mask", mask, grid, null, _context.Options.Prep!.MaskSoftEdge)));
        }
    }

    private void Add(IEnumerable<CheckFinding> findings) => _findings.AddRange(findings);

    private static IEnumerable<CheckFinding> LeftOut(ParticleTable table, ParticleQuarantine quarantine)
    {
        int rows = table.Count + quarantine.Particles.Count;
        foreach (IGrouping<ParticleFault, BadParticle> fault in quarantine.Particles.GroupBy(particle => particle.Fault))
        {
            yield return fault.Key == ParticleFault.NoStack
                ? new("stacks-missing", CheckSeverity.Error, $"the stacks of {fault.Count()} of {rows} particles are not found", fault.First().Reason, "name the folder their paths are relative to (--data-dir), the beginning to remove from the paths (--strip-prefix), or the stack itself (--stack)")
                : new("rows-unusable", CheckSeverity.Error, $"{fault.Count()} of {rows} rows have impossible values", fault.First().Reason, "set safety.badParticles=quarantine, which leaves them out, or write the table without them (flex3d check --fix)");
        }
        foreach (LeftOut reason in (table.Selection?.LeftOut ?? []).Where(reason => reason.Reason != RepeatedImages.DuplicateReason))
        {
            yield return new("rows-left-out", CheckSeverity.Note, "rows are left out", reason.Sentence);
        }
    }
}
