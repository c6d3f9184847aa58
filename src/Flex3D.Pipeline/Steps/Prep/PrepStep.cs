using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Particles.Selection;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Full-size stacks → one Fourier-cropped training stack, the noise of each image, the solvent mask and the grey scale.</summary>
internal static class PrepStep
{
    public static async Task RunAsync(StepContext context, PrepOptions options)
    {
        ParticleSelection? selection = RunInputs.Selection(context);
        bool setsAside = context.Options.Safety.BadParticles == BadParticles.Quarantine;
        var quarantine = new ParticleQuarantine(RunInputs.ParticlesPath(context), stops: !setsAside, context.Options.Safety.QuarantineLimit);
        using ParticleTable table = RunInputs.Particles(context, selection, quarantine, PreparedFiles.Table(context.Output));
        long total = table.Count + quarantine.Particles.Count;
        quarantine.RequireFew(total);
        using var stacks = new ParticleStacks(table, passOver: setsAside);
        int box = stacks.Box;
        double pixel = table.Optics[0].PixelSizeAngstrom;
        GoodSizes.Require(box, $"the images of '{table.SourcePath}'");
        foreach (OpticsGroup optics in table.Optics.Where(optics => optics.Box > 0 && optics.Box != box))
        {
            throw new InputException(
                table.SourcePath, $"optics group {optics.Name}", $"images of {optics.Box} pixels", $"{box}, as in the stack '{table.Stacks[table[0].Stack]}'",
                "one of the two has been cropped or scaled: give the table that belongs to the stack");
        }
        int trainingBox = options.TrainingBox ?? AutomaticSettings.TrainingBox(box);
        if (trainingBox > box)
        {
            throw new InputException("the pipeline", "prep.trainingBox", $"{trainingBox}", $"at most the images' box, {box}");
        }
        GoodSizes.Require(trainingBox, "prep.trainingBox");
        DensityMap map = RunInputs.Map(RunInputs.MapPath(context), "map", box, pixel);
        DensityMap mask = Mask(context, options, map, box, pixel);
        context.Run.RecordInputs([RunInputs.ParticlesPath(context), RunInputs.MapPath(context), .. table.Stacks, .. selection?.File is { } file ? [file] : Array.Empty<string>()]);
        context.Log.Information("{Count} particles of {Box} pixels at {Pixel} Å, training at {Training} pixels", table.Count, box, pixel, trainingBox);

        var reduction = new ImageReduction(table, box, trainingBox, RadiusPixels(mask), stacks);
        string normalised = PreparedFiles.Normalisation(context.Output);
        await ReductionPhase.RunAsync(context, new StackReduction(table, stacks, reduction, options.InvertContrast, quarantine, total)).ConfigureAwait(false);
        using ParticleTable kept = Keep(context, table, quarantine.Particles, total);
        using INoiseModel noiseModel = PreparedFiles.NoiseOf(context.Output, kept.Count);
        MrcMap.Write(PreparedFiles.Mask(context.Output), mask, "Flex3D solvent mask");

        (double scale, double energy) = Calibration.Measure(context, kept, noiseModel, map, mask, box, trainingBox);
        double fullScale = scale * trainingBox * trainingBox / ((double)box * box);
        context.Log.Information("grey scale {Scale} (images over map), signal energy {Energy} an image", Math.Round(fullScale, 4), Math.Round(energy, 1));
        if (!(scale > 0))
        {
            throw new InputException(
                table.SourcePath, null, $"images that anticorrelate with the map '{RunInputs.MapPath(context)}' (grey scale {scale:g3})", "protein that is white in images and map",
                "set prep.invertContrast, or check the poses' convention and the pixel size");
        }
        InputOptions inputs = context.Options.Inputs;
        new PreparedFiles(RunInputs.ParticlesPath(context), inputs.DataDir, inputs.Stack, RunInputs.MapPath(context), kept.Count, box, trainingBox, pixel, scale, fullScale, energy)
        {
            Selection = selection is null ? null : PreparedSelection.Of(kept, selection),
            Quarantined = quarantine.Particles.Count,
        }.Write(context.Output);
    }

    // The list of what was set aside, and the table without it, which later steps read.
    private static ParticleTable Keep(StepContext context, ParticleTable table, IReadOnlyList<BadParticle> aside, long total)
    {
        string list = PreparedFiles.QuarantineOf(context.Output), rows = PreparedFiles.Table(context.Output);
        if (aside.Count == 0)
        {
            Storage.Current.Delete(list);
        }
        else
        {
            QuarantineFile.Write(list, aside);
            context.Log.Warning("{Count} of {Total} particles are set aside: {Faults:l}; {List} lists them", aside.Count, total, ParticleQuarantine.Summary(aside), list);
        }
        ParticleTable kept = aside.Count == 0 ? ParticleTableReader.OpenRows(rows) : ParticleTableReader.WithoutRows(table, aside.Select(particle => particle.Row).ToHashSet(), rows);
        kept.Selection = table.Selection is { } outcome ? outcome with { Selected = kept.Count } : null;
        return kept;
    }

    private static DensityMap Mask(StepContext context, PrepOptions options, DensityMap map, int box, double pixel)
    {
        if (RunInputs.MaskPath(context) is { } path)
        {
            DensityMap given = RunInputs.Map(path, "mask", box, pixel);
            MapChecks.RequireMask(given, path);
            context.Run.RecordInputs([path]);
            return given;
        }
        var settings = new SolventMaskOptions
        {
            LowPassAngstrom = options.MaskLowPass,
            Threshold = options.MaskThreshold,
            DilateAngstrom = options.MaskDilation,
            SoftEdgeAngstrom = options.MaskSoftEdge,
        };
        return SolventMask.Create(map, settings, (m, resolution) => RadialFilter.LowPassAngstrom(m, resolution));
    }

    // The farthest voxel of the mask from the centre: the particle's radius at any pose.
    private static double RadiusPixels(DensityMap mask)
    {
        int n = mask.Box;
        double farthest = 0;
        for (int z = 0; z < n; z++)
        {
            for (int y = 0; y < n; y++)
            {
                for (int x = 0; x < n; x++)
                {
                    if (mask[z, y, x] > 0.5f)
                    {
                        double dx = x - n / 2, dy = y - n / 2, dz = z - n / 2;
                        farthest = Math.Max(farthest, dx * dx + dy * dy + dz * dz);
                    }
                }
            }
        }
        return Math.Sqrt(farthest);
    }
}
