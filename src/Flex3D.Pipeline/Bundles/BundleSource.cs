using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Conversion;

namespace Flex3D.Pipeline.Bundles;

/// <summary>Finds the files of a run, and of the runs it was made from, that a bundle is made of.</summary>
internal sealed class BundleSource
{
    private readonly Lazy<DensityMap> _primary;
    private readonly Lazy<RefinedValues> _refined;

    private BundleSource(RunFolder reconstructed, PreparedFiles prepared, string? particles)
    {
        (Reconstructed, Prepared, Particles) = (reconstructed, prepared, particles);
        _refined = new(() => particles is null ? default : TableConverter.Refined(new TableSource(particles)));
        _primary = new(() => MrcMap.Read(MapOf(reconstructed, BundleItem.Map)));
    }

    /// <summary>The run with the reconstruction.</summary>
    public RunFolder Reconstructed { get; }

    /// <summary>The results of prep.</summary>
    public PreparedFiles Prepared { get; }

    /// <summary>The particle table with latents, .star or .cs; null where the runs have none.</summary>
    public string? Particles { get; }

    /// <summary>Whether the run re-estimated poses or defocus values, which the particle table then has beside the given ones.</summary>
    public RefinedValues Refined => _refined.Value;

    /// <summary>The FSC curves, <c>fsc.csv</c>.</summary>
    public string Fsc => Path.Combine(Reconstructed.Path, "fsc.csv");

    /// <summary>Finds the files of a run.</summary>
    /// <exception cref="InputException">No run of the lineage has a reconstruction, or a file of it is missing.</exception>
    public static BundleSource Of(RunFolder run)
    {
        IReadOnlyList<RunFolder> lineage = run.Lineage();
        RunFolder reconstructed = lineage.FirstOrDefault(earlier => Storage.Current.FileExists(MapOf(earlier, BundleItem.Map)))
            ?? throw new InputException(run.Path, null, "no reconstruction (maps/flex.mrc)", "the folder of a run with a reconstruct step", $"run flex3d reconstruct --from {run.Path} --out DIR, and name its folder");
        string prep = PreparedFiles.FolderIn(lineage)
            ?? throw new InputException(run.Path, null, "no prepared particles (prep/prepared.json)", "the folder of a run with all it was made from", "copy the whole run folder again");
        string? particles = lineage.SelectMany(earlier => new[] { "particles.star", "particles.cs" }.Select(name => Path.Combine(earlier.Path, name))).FirstOrDefault(Storage.Current.FileExists);
        return new BundleSource(reconstructed, PreparedFiles.Load(prep), particles);
    }

    /// <summary>Reads a map of the reconstruction.</summary>
    /// <exception cref="InputException">It is missing or damaged, or differs in box or pixel size from the primary map.</exception>
    public DensityMap Read(BundleItem item)
    {
        if (item == BundleItem.Map)
        {
            return _primary.Value;
        }
        string path = MapOf(Reconstructed, item);
        if (!Storage.Current.FileExists(path))
        {
            throw new InputException(path, null, "no such file", "a map of the reconstruction", "copy the whole run folder again, or reconstruct again");
        }
        DensityMap map = MrcMap.Read(path);
        MapChecks.RequireSame(_primary.Value, MapOf(Reconstructed, BundleItem.Map), map, path);
        return map;
    }

    /// <summary>Reads the mask of the part that moves most; null where the reconstruction found none.</summary>
    public DensityMap? ReadMoving()
    {
        string path = Path.Combine(Reconstructed.Path, "maps", "moving_mask.mrc");
        return Storage.Current.FileExists(path) ? MrcMap.Read(path) : null;
    }

    private static string MapOf(RunFolder run, BundleItem item) => Path.Combine(run.Path, "maps", item switch
    {
        BundleItem.Map => "flex.mrc",
        BundleItem.Half1 => "flex_half1.mrc",
        BundleItem.Half2 => "flex_half2.mrc",
        BundleItem.Mask => "flex_mask.mrc",
        BundleItem.RigidMap => "rigid.mrc",
        BundleItem.RigidHalf1 => "rigid_half1.mrc",
        BundleItem.RigidHalf2 => "rigid_half2.mrc",
        _ => throw new InvariantException($"{item} is no map"),
    });
}
