using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Coarse;

/// <summary>A problem at a smaller box: the same mesh, flow and extent in Å, with larger voxels and pixels.</summary>
/// <remarks>
/// Half the box has an eighth of the voxels. The losses of its images (<see cref="CoarseImages"/>) are those of the full ones under a map without the frequencies that the smaller
/// box lacks, so that both may be compared and optimised in turn (coarse to fine; the paper's frequency marching changes the band limit alone).
/// </remarks>
public sealed class CoarseScale
{
    /// <summary>Band limit of coarse maps, cycles/pixel of the coarse images: beyond it splatted voxels are not interpolated well any more.</summary>
    public const double BandLimit = 0.45;

    private readonly int _box;
    private readonly double _pixelSize;
    private readonly int _parallelism;
    private readonly VoxelBinding _fine;

    /// <param name="fine">The problem at the full box.</param>
    /// <param name="box">The smaller box, even.</param>
    /// <param name="parallelism">Threads for Fourier transforms; results do not depend on their number.</param>
    public CoarseScale(EngineProblem fine, int box, int parallelism = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(box, fine.Box);
        (_box, _pixelSize, _parallelism, _fine) = (fine.Box, fine.PixelSizeAngstrom, parallelism, fine.Binding);
        DensityMap mask = FourierResize3.Resize(Cube(fine.Binding.Mask), box, parallelism);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            mask.Values[i] = Math.Clamp(mask.Values[i], 0, 1);
        }
        Problem = fine with { Box = box, PixelSizeAngstrom = mask.PixelSizeAngstrom, Binding = VoxelBinder.Bind(fine.Mesh, mask, support: 0.02f) };
    }

    /// <summary>The problem at the smaller box.</summary>
    public EngineProblem Problem { get; }

    /// <summary>Computes a map at the smaller box.</summary>
    /// <param name="fine">Density of each bound voxel of the full problem, in its binding's order.</param>
    /// <returns>Density of each bound voxel of <see cref="Problem"/>, times the full voxels in each of them, since a projection sums so many fewer.</returns>
    public float[] Voxels(ReadOnlySpan<float> fine)
    {
        FourierVolume from = FourierVolume.Of(Cube(fine), _parallelism);
        FourierVolume to = FourierVolume.Zero(Problem.Box, Problem.PixelSizeAngstrom);
        SpectrumCrop.Volume(from.Re, _box, to.Re, Problem.Box, 1); // the inverse divides by the smaller number of voxels
        SpectrumCrop.Volume(from.Im, _box, to.Im, Problem.Box, 1);
        to.MultiplyBySquaredRadius(LowPass(Problem.Box));
        DensityMap map = to.ToMapOverwriting(_parallelism);
        return Array.ConvertAll(Problem.Binding.Voxels, voxel => map.Values[voxel]);
    }

    // Gains of a band limit with a raised-cosine edge, by squared radius.
    private static float[] LowPass(int box)
    {
        const double Width = 0.05;
        return [.. Enumerable.Range(0, box * box / 4 + 1).Select(square => (float)RadialFilter.LowPassGain(Math.Sqrt(square) / box, BandLimit, Width))];
    }

    private DensityMap Cube(ReadOnlySpan<float> values)
    {
        var map = new DensityMap(_box, _pixelSize);
        for (int i = 0; i < values.Length; i++)
        {
            map.Values[_fine.Voxels[i]] = values[i];
        }
        return map;
    }
}
