using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation.Sharpening;

namespace Flex3D.Pipeline.Steps.Finish;

/// <summary>What all pairs of half-maps are finished with.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Folder">Folder in which <c>maps</c>, <c>plots</c> and the figures are written.</param>
/// <param name="Seed">Seed of the random phases.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="Stop">Ends the work early.</param>
internal sealed record FinishWork(FinishOptions Options, string Folder, ulong Seed, int Threads, CancellationToken Stop)
{
    private DetectorMtf? _mtf;

    /// <summary>The path of a map.</summary>
    public string Map(string name) => Path.Combine(Folder, "maps", name + ".mrc");

    /// <summary>The folder of pictures.</summary>
    public string Plots => Path.Combine(Folder, "plots");

    /// <summary>The detector's MTF, for maps of a voxel size; null if none is given.</summary>
    /// <exception cref="InputException">The file is not an MTF.</exception>
    public DetectorMtf? Mtf(DensityMap map) => _mtf ??= Options.Mtf is null ? null : DetectorMtf.Read(Options.Mtf, Options.MtfPixelSize ?? map.PixelSizeAngstrom);
}
