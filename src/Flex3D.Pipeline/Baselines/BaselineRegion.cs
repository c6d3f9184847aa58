using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.LocalRefinement;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Baselines;

/// <summary>A region in which maps are compared.</summary>
/// <param name="Name">Its name, for users and files.</param>
/// <param name="From">The file of its mask.</param>
/// <param name="Region">The region in the rigid maps.</param>
/// <param name="Flexed">Its mask in the flexed maps.</param>
internal sealed record BaselineRegion(string Name, string From, LocalRegion Region, DensityMap Flexed)
{
    private const string Moving = "moving_mask", MovingRigid = "moving_mask_rigid";

    /// <summary>Beginning of the names of its files.</summary>
    public string FileName => string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_'));

    /// <summary>Reads the regions.</summary>
    /// <param name="masks">Masks that are given; empty for the part that moves most.</param>
    /// <exception cref="InputException">A mask is none, is of another grid, or covers too little of the molecule; or the run has no moving region and none is given.</exception>
    public static IReadOnlyList<BaselineRegion> Read(BaselineRun run, IReadOnlyList<string> masks)
    {
        if (masks.Count > 0)
        {
            DensityMap carried = run.Map("flex_mask");
            string[] names = [.. masks.Select(mask => Path.GetFileNameWithoutExtension(mask))];
            return [.. masks.Select((mask, i) => Given(run, mask, names.Count(name => name == names[i]) == 1 ? names[i] : $"{names[i]}-{i + 1}", carried))];
        }
        string file = run.PathOf(Moving);
        if (!Storage.Current.FileExists(file))
        {
            throw new InputException(file, null, "no such file: the run's motion is too small for a moving region", "a region to compare in", "give a mask with --region");
        }
        return [new BaselineRegion("moving region", file, LocalRegion.Create(run.Map(MovingRigid), run.Solvent, run.PathOf(MovingRigid)), run.Map(Moving))];
    }

    private static BaselineRegion Given(BaselineRun run, string path, string name, DensityMap carried)
    {
        DensityMap mask = MrcMap.Read(path);
        MapChecks.RequireMask(mask, path, 0.5f);
        MapChecks.RequireSame(carried, run.PathOf("flex_mask"), mask, path);
        return new BaselineRegion(name, path, LocalRegion.Create(mask, run.Solvent, path), mask.Times(carried));
    }
}
