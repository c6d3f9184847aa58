using System.Globalization;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Focusing;

/// <summary>Writes the pipeline of a run on a region.</summary>
internal static class FocusPipeline
{
    public const string FileName = "pipeline.yaml";

    /// <param name="first">Settings of the first run.</param>
    /// <param name="region">The region, for users.</param>
    public static void Write(string folder, PipelineOptions first, string region) => DurableFile.WriteText(Path.Combine(folder, FileName), string.Create(CultureInfo.InvariantCulture, $$"""
        # A run on one region of the molecule, made by flex3d focus: the rest has been subtracted from the images, and poses are those of the region under the first run.
        # flex3d run {{FileName}} --out DIR, with any setting, such as --set mesh.cellSize=8 train.latentDimension=1
        name: {{Text($"{first.Name}, {region}")}}
        seed: {{first.Seed}} # as the first run's: the same particles are held out
        inputs:
          particles: {{FocusFiles.Table}}
          map: {{FocusFiles.Map}}
          mask: {{FocusFiles.Mask}}
        prep: {}
        mesh:
          cellSize: auto # Å; from the region's volume and its signal
        train:
          latentDimension: {{first.Train?.LatentDimension ?? 2}}
          wholeMoves: true # poses are those of what surrounds the region: what it does as a whole is motion here,
          refinePoses: false # and not an error of its pose
        reconstruct:
          halfSets: file # those of the first run

        """));

    private static string Text(string text) => "'" + text.ReplaceLineEndings(" ").Replace("'", "''", StringComparison.Ordinal) + "'";
}

/// <summary>Names of the files of a focused data set.</summary>
internal static class FocusFiles
{
    public const string Table = "particles.star", Stack = "particles.mrcs", Map = "map.mrc", Mask = "mask.mrc";
}
