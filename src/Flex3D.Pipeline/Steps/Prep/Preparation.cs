using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Full-size stacks → one Fourier-cropped training stack, the noise of each image, the solvent mask and the grey scale.</summary>
internal static class Preparation
{
    public static async Task RunAsync(StepContext context)
    {
        ResolvedInputs.Use(context);
        PrepOptions options = context.Options.Prep!;
        ParticleSelection? selection = RunInputs.Selection(context);
        bool setsAside = context.Options.Safety.BadParticles == BadParticles.Quarantine;
        var quarantine = new ParticleQuarantine(RunInputs.ParticlesPath(context), stops: !setsAside, context.Options.Safety.QuarantineLimit);
        (ParticleTable read, _) = RunInputs.Particles(context, selection, quarantine, PreparedFiles.Table(context.Output));
        using ParticleTable given = read;
        long total = given.Count + quarantine.Particles.Count;
        quarantine.RequireFew(total);
        CommonGrid common = ImageBoxes.Common(context, given, passOver: setsAside);
        (int box, double pixel) = (common.Box, common.PixelSizeAngstrom);
        using ParticleTable table = ImageBoxes.With(common, given, PreparedFiles.Table(context.Output));
        using var stacks = new ParticleStacks(table, passOver: setsAside, box);
        var choices = new Choices();
        int trainingBox = ImageBoxes.Training(box, options, choices);
        var grid = new GridSize("the particles", box, pixel);
        (DensityMap map, MapGrid? asGiven) = InputMaps.Map(context, RunInputs.MapPath(context), grid);
        (DensityMap mask, double? threshold) = PreparedMask.Of(context, options, map, grid, asGiven, choices);
        context.Settings.Use(context.Options with { Prep = options with { TrainingBox = trainingBox, MaskThreshold = threshold } }, choices);
        context.Run.RecordInputs([RunInputs.ParticlesPath(context), RunInputs.MapPath(context), .. table.Stacks, .. selection?.File is { } file ? [file] : Array.Empty<string>(), .. context.Options.Inputs.Passthrough ?? []]);
        QuickCheck.Run(context, table, stacks, map);
        context.Log.Information("{Count} particles of {Box} pixels at {Pixel} Å, training at {Training} pixels", table.Count, box, pixel, trainingBox);

        var reduction = new ImageReduction(table, box, trainingBox, PreparedMask.RadiusPixels(mask), stacks);
        NoiseSpectra? spectra = options.Noise == NoiseKind.White ? null : new NoiseSpectra(table.Optics, common.Counts, box, PreparedMask.RadiusPixels(mask));
        await ReductionPhase.RunAsync(context, new StackReduction(table, stacks, reduction, pixel * box / trainingBox, options.InvertContrast, quarantine, total, spectra)).ConfigureAwait(false);
        using ParticleTable measured = KeptParticles.Of(context, table, quarantine.Particles, total);
        using INoiseModel noiseModel = PreparedFiles.NoiseOf(context.Output, measured.Count, measured.Optics.Count);
        MrcMap.Write(PreparedFiles.Mask(context.Output), mask, "Flex3D solvent mask");
        if (asGiven is not null)
        {
            MrcMap.Write(PreparedFiles.ResampledMap(context.Output), map, "Flex3D consensus map on the images' grid");
        }

        (IReadOnlyList<GreyScaleFit> fits, (double Difference, string Sentence)? magnifications) = Calibration.Measure(context, measured, noiseModel, map, mask, box, trainingBox);
        (double scale, double energy) = (ImageKinds.OfMost(fits).Scale, ImageKinds.SignalEnergy(fits));
        using ParticleTable kept = ImageKinds.WithGreyScales(context, measured, fits) is not { } optics ? measured : ParticleTableReader.WithOptics(measured, optics, PreparedFiles.Table(context.Output));
        double fullScale = scale * trainingBox * trainingBox / ((double)box * box);
        context.Log.Information("grey scale {Scale} (images over map), signal energy {Energy} an image", Math.Round(fullScale, 4), Math.Round(energy, 1));
        if (magnifications is { } differ)
        {
            context.Log.Warning("{Magnifications:l}", differ.Sentence);
        }
        if (!(scale > 0))
        {
            throw new InputException(
                table.SourcePath, null, $"images that anticorrelate with the map '{RunInputs.MapPath(context)}' (grey scale {scale:g3})", "protein that is white in images and map",
                "set prep.invertContrast, or check the poses' convention and the pixel size");
        }
        InputOptions inputs = context.Options.Inputs;
        var images = ImageGroups.Of(kept);
        new PreparedFiles(RunInputs.ParticlesPath(context), inputs.DataDir, inputs.Stack, RunInputs.MapPath(context), kept.Count, box, trainingBox, pixel, scale, fullScale, energy)
        {
            Selection = PreparedSelection.Of(kept, selection),
            Quarantined = quarantine.Particles.Count,
            SharedImages = images.Shared ? images.Images : null,
            Micrographs = PreparedMicrographs.Of(context, images),
            MapAsGiven = asGiven,
            MagnificationDifference = magnifications?.Difference ?? 0,
            Warnings = magnifications is null ? null : [magnifications.Value.Sentence],
        }.Write(context.Output);
    }
}
