using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Viewing;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Pipeline.Steps.Generate;

/// <summary>Writes a map of each of some conformations.</summary>
internal static class FrameWriter
{
    private const double CoarseAngstrom = 3;

    /// <summary>Writes <c>frame_000.mrc …</c>, a map for each row of <paramref name="latents"/>, and <c>latents.csv</c>; returns their number.</summary>
    public static int Write(IProgressReport report, RunModel run, float[] latents, string folder, FlowFrame frame, int threads, CancellationToken stop)
    {
        EachFrame(report, run, latents, folder, frame, threads, stop, (_, _, _) => { });
        return latents.Length / run.Model.Flow.LatentDimension;
    }

    /// <summary>Writes also maps of the displacement from the middle conformation, Å; returns the largest displacement.</summary>
    public static double WriteDisplaced(IProgressReport report, RunModel run, float[] latents, string folder, FlowFrame frame, int threads, CancellationToken stop)
    {
        int frames = latents.Length / run.Model.Flow.LatentDimension;
        double largest = 0;
        float[] middle = run.Middle;
        EachFrame(report, run, latents, folder, frame, threads, stop, (maps, number, latent) =>
        {
            DensityMap displacement = maps.DisplacementAt(latent, middle);
            largest = Math.Max(largest, displacement.Values.Max());
            MrcMap.Write(Path.Combine(folder, FrameNames.Displacement(number, frames)), displacement, "Flex3D displacement, angstrom");
        });
        return largest;
    }

    /// <summary>Writes also maps of how far what is at each place travels from the first conformation to the last, Å, on a grid of up to 3 Å.</summary>
    public static void WriteTravelling(IProgressReport report, RunModel run, float[] latents, string folder, FlowFrame frame, int threads, CancellationToken stop)
    {
        int k = run.Model.Flow.LatentDimension, frames = latents.Length / k;
        EachFrame(report, run, latents, folder, frame, threads, stop, (maps, number, latent) =>
        {
            DensityMap travel = EveryNth(maps.DisplacementAt(latent, latents.AsSpan(0, k), latents.AsSpan(latents.Length - k)));
            MrcMap.Write(Path.Combine(folder, FrameNames.Travel(number, frames)), travel, "Flex3D travel along the series, angstrom");
        });
    }

    // A flow is smooth: of its lengths every n-th voxel along each axis is enough, from the first, which stays where it is.
    private static DensityMap EveryNth(DensityMap map)
    {
        int every = Math.Max(1, (int)(CoarseAngstrom / map.PixelSizeAngstrom)), box = (map.Box + every - 1) / every;
        var coarse = new DensityMap(box, every * map.PixelSizeAngstrom);
        for (int i = 0; i < coarse.Values.Length; i++)
        {
            int x = i % box, y = i / box % box, z = i / box / box;
            coarse.Values[i] = map.Values[every * (x + map.Box * (y + map.Box * z))];
        }
        return coarse;
    }

    private static void EachFrame(
        IProgressReport report, RunModel run, float[] latents, string folder, FlowFrame frame, int threads, CancellationToken stop, Action<ConformationMaps, int, float[]> then)
    {
        int k = run.Model.Flow.LatentDimension, frames = latents.Length / k;
        var maps = new ConformationMaps(run.Model, run.Flow(frame), run.Map, run.Mask, threads);
        using IProgressTask progress = report.Begin(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), frames, "maps");
        for (int number = 0; number < frames; number++)
        {
            stop.ThrowIfCancellationRequested();
            float[] latent = latents[(number * k)..((number + 1) * k)];
            MrcMap.Write(Path.Combine(folder, FrameNames.Map(number, frames)), maps.At(latent), "Flex3D conformation");
            then(maps, number, latent);
            progress.Advance();
        }
        ParticleExport.WriteCsv(Path.Combine(folder, "latents.csv"), ParticleBlock.OfLatents(latents, k));
    }
}
