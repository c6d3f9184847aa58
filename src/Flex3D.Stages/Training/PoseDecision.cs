using Flex3D.Stages.Geometry;
using Flex3D.Stages.Inference;

namespace Flex3D.Stages.Training;

/// <summary>Decides whether poses are re-estimated: where held-out particles show that the given ones are off by what the training images can show, and tell by how much.</summary>
/// <remarks>
/// A model that does not fit quite reads spreads of a few tenths of a degree from images whose poses are exact; they move nothing by as much as counts here. One that lacks part of a large motion reads more, a degree and above, and poses that
/// are then re-estimated take the place of that motion for good. But what it reads falls as it learns, while errors of the given poses stay: so a spread counts only where it has been measured before and has not fallen since.
/// </remarks>
/// <param name="binding">The voxels of the molecule.</param>
internal sealed class PoseDecision(VoxelBinding binding)
{
    private const double LeastPixels = 0.15;

    // A spread of at least this fraction of the one before has not fallen.
    private const double Steady = 0.9;

    private readonly double _radius = Radius(binding); // pixels by which a turn of one radian moves the molecule

    /// <summary>Returns whether re-estimation pays.</summary>
    /// <param name="turns">Moments of the turns of held-out particles under the flexed model, radians.</param>
    /// <param name="shifts">The same of the shifts, pixels.</param>
    /// <param name="before">The spreads of turns and shifts that were measured before; null where they were not.</param>
    public bool Pays(in OffsetMoments turns, in OffsetMoments shifts, (double Turns, double Shifts)? before) => before is { } measured
        && ((turns.Pay(LeastPixels, _radius) && turns.Deviation() >= Steady * measured.Turns) || (shifts.Pay(LeastPixels) && shifts.Deviation() >= Steady * measured.Shifts));

    // RMS distance of the voxels from the box centre, about which the molecule turns, pixels.
    private static double Radius(VoxelBinding binding)
    {
        int n = binding.Box;
        double sum = 0;
        foreach (int voxel in binding.Voxels)
        {
            (double x, double y, double z) = (voxel % n - n / 2, voxel / n % n - n / 2, voxel / (n * n) - n / 2);
            sum += x * x + y * y + z * z;
        }
        return Math.Sqrt(sum / Math.Max(1, binding.Count));
    }
}
