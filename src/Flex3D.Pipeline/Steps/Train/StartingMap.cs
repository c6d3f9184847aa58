using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The map that training begins with.</summary>
internal static class StartingMap
{
    /// <summary>Reads the consensus map, resampled to the training box, on the images' grey scale.</summary>
    /// <param name="box">Edge of the training box, pixels.</param>
    public static DensityMap Read(StepContext context, PreparedFiles prepared, int box)
    {
        DensityMap map = FourierResize3.Resize(prepared.ReadMap(context), box, context.Threads);
        for (int i = 0; i < map.Values.Length; i++)
        {
            map.Values[i] *= (float)prepared.ImageScale;
        }
        return map;
    }

    /// <summary>Measures the standard deviation of the map's bound voxels times their mask: the unit of the map's parameters.</summary>
    public static double Deviation(DensityMap map, VoxelBinding binding)
    {
        double sum = 0, square = 0;
        for (int i = 0; i < binding.Count; i++)
        {
            double value = map.Values[binding.Voxels[i]] * binding.Mask[i];
            sum += value;
            square += value * value;
        }
        double mean = sum / binding.Count;
        return Math.Sqrt(square / binding.Count - mean * mean);
    }
}
