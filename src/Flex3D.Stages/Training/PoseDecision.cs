using Flex3D.Stages.Geometry;
using Flex3D.Stages.Inference;

namespace Flex3D.Stages.Training;

/// <summary>Decides whether poses are re-estimated: where held-out particles show that the given ones are off by what the training images can show, and tell by how much.</summary>
/// <remarks>A model that does not fit quite reads spreads of a few tenths of a degree from images whose poses are exact; they move nothing by as much as counts here.</remarks>
/// <param name="binding">The voxels of the molecule.</param>
internal sealed class PoseDecision(VoxelBinding binding)
{
    private const double LeastPixels = 0.15;

    private readonly double _radius = Radius(binding); // pixels by which a turn of one radian moves the molecule

    /// <summary>Returns whether re-estimation pays.</summary>
    /// <param name="turns">Moments of the turns of held-out particles under the flexed model, radians.</param>
    /// <param name="shifts">The same of the shifts, pixels.</param>
    public bool Pays(in OffsetMoments turns, in OffsetMoments shifts) => turns.Pay(LeastPixels, _radius) || shifts.Pay(LeastPixels);

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
