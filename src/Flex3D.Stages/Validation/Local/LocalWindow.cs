using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Validation.Local;

/// <summary>The soft spherical window of a local FSC, of width w: 1 up to a radius of w/4, then a raised cosine, ½ at w/2 and 0 from 3w/4 on.</summary>
internal sealed class LocalWindow
{
    /// <param name="widthAngstrom">w, the full width at half maximum, Å.</param>
    /// <param name="pixelSizeAngstrom">Voxel edge, Å.</param>
    public LocalWindow(double widthAngstrom, double pixelSizeAngstrom)
    {
        double width = widthAngstrom / pixelSizeAngstrom;
        Box = BoxSizes.FastAtLeast(2 * (int)Math.Ceiling(0.75 * width));
        Step = Math.Max(1, (int)Math.Round(width / 3));
        Weights = new float[Box * Box * Box];
        int half = Box / 2;
        for (int i = 0; i < Weights.Length; i++)
        {
            double x = i % Box - half, y = i / Box % Box - half, z = i / Box / Box - half;
            Weights[i] = (float)RadialFilter.LowPassGain(Math.Sqrt(x * x + y * y + z * z), width / 2, width / 2);
        }
    }

    /// <summary>The edge of the smallest fast box that holds the window, voxels.</summary>
    public int Box { get; }

    /// <summary>The distance of neighbouring windows, voxels: a third of the width, at least 1. The local FSC hardly varies within it.</summary>
    public int Step { get; }

    /// <summary>The window [z][y][x], of <see cref="Box"/>³ numbers, centred on voxel Box/2.</summary>
    public float[] Weights { get; }
}
