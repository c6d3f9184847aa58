using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Maps;

/// <summary>Resamples a map to another box by cropping or zero-padding its Fourier transform; the extent in Å, the centre and the scale of the density are kept.</summary>
public static class FourierResize3
{
    /// <summary>Returns the map on <paramref name="newBox"/>³ voxels of size old·Box/newBox. The unpaired Nyquist planes of the smaller box become zero.</summary>
    /// <exception cref="InputException">A box is odd or below 4.</exception>
    public static DensityMap Resize(DensityMap map, int newBox, int parallelism = 1)
    {
        BoxSizes.Require(newBox, "map's new box");
        if (newBox == map.Box)
        {
            return map.Clone();
        }
        FourierVolume from = FourierVolume.Of(map, parallelism);
        FourierVolume to = FourierVolume.Zero(newBox, map.PixelSizeAngstrom * map.Box / newBox);
        double ratio = (double)newBox / map.Box;
        float scale = (float)(ratio * ratio * ratio);
        SpectrumCrop.Volume(from.Re, map.Box, to.Re, newBox, scale);
        SpectrumCrop.Volume(from.Im, map.Box, to.Im, newBox, scale);
        return to.ToMapOverwriting(parallelism);
    }
}
