using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Validation.Local;

namespace Flex3D.Pipeline.Steps.Finish;

/// <summary>Writes where the flow changes volume, and compares the local resolution there with that elsewhere.</summary>
internal static class VolumeMaps
{
    private const int Particles = 500;
    private const double MostChangedShare = 0.1;

    /// <param name="model">The model, in the frame of the flexed maps.</param>
    /// <param name="mask">Mask of the flexed maps.</param>
    /// <param name="finished">The finished maps, in whose local resolution the figures are.</param>
    /// <returns>The figures; null if no cell holds a voxel of the mask.</returns>
    public static VolumeFigures? Write(FlexModel model, DensityMap mask, IReadOnlyList<FinishedMap> finished, FinishWork work)
    {
        VolumeChange change = VolumeChange.Of(model, Particles);
        DensityMap rms = VolumeChange.OnGrid(change.RmsLog, model.Mesh, mask, float.NaN);
        DensityMap smallest = VolumeChange.OnGrid(change.Smallest, model.Mesh, mask, 1), low = VolumeChange.OnGrid(change.LowPercentile, model.Mesh, mask, 1);
        int[] voxels = [.. Enumerable.Range(0, mask.Values.Length).Where(i => mask.Values[i] > 0.5f && float.IsFinite(rms.Values[i]))];
        foreach (ref float value in rms.Values.AsSpan())
        {
            value = float.IsFinite(value) ? value : 0;
        }
        MrcMap.Write(work.Map("volume_change"), rms, "Flex3D rms of the log of the change of volume");
        MrcMap.Write(work.Map("volume_smallest"), smallest, "Flex3D smallest determinant of the deformation");
        if (voxels.Length == 0)
        {
            return null;
        }
        float limit = Sorted(rms)[(int)((1 - MostChangedShare) * (voxels.Length - 1))];
        bool[] changed = new bool[mask.Values.Length], others = new bool[mask.Values.Length];
        foreach (int i in voxels)
        {
            (changed[i], others[i]) = (rms.Values[i] > limit, rms.Values[i] <= limit);
        }
        return new VolumeFigures(
            change.Particles,
            voxels.Min(i => smallest.Values[i]),
            Sorted(low)[(int)(0.01 * (voxels.Length - 1))],
            Math.Sqrt(voxels.Average(i => (double)rms.Values[i] * rms.Values[i])),
            voxels.Average(i => smallest.Values[i] <= 0 ? 1.0 : 0),
            [.. finished.Select(map => ResolutionRange.Of(map.Angstrom, i => changed[i])?.Median)],
            [.. finished.Select(map => ResolutionRange.Of(map.Angstrom, i => others[i])?.Median)]);

        float[] Sorted(DensityMap map) => [.. voxels.Select(i => map.Values[i]).Order()];
    }
}
