using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Orientations;

/// <summary>The projections of a molecule that does not move, at low resolution: from all orientations of a grid, and from any other.</summary>
/// <remarks>They are half spectra of raw splats, as <see cref="ImageShard"/> wants them, about the map's origin. Immutable.</remarks>
internal sealed class StillMolecule
{
    /// <summary>Between neighbours of the grid, degrees: an orientation is within about half of it, where components of <see cref="LowFrequencies.CoarseRadius"/> still agree.</summary>
    public const double StepDegrees = 10;

    private readonly CentralSlices _slices;
    private readonly double _unit;
    private readonly float[] _factor;
    private readonly float[] _grid; // [orientation][re, im][coarse component, padded with 0]

    /// <param name="problem">The box, its pixel size and the voxels.</param>
    /// <param name="frequencies">The components.</param>
    /// <param name="voxels">Density of each bound voxel, in the binding's order.</param>
    /// <param name="grid">The orientations.</param>
    public StillMolecule(EngineProblem problem, LowFrequencies frequencies, ReadOnlySpan<float> voxels, Rotation[] grid)
    {
        (Frequencies, Grid) = (frequencies, grid);
        var map = new DensityMap(problem.Box, problem.PixelSizeAngstrom);
        for (int i = 0; i < voxels.Length; i++)
        {
            map.Values[problem.Binding.Voxels[i]] = voxels[i];
        }
        double edge = problem.Box * problem.PixelSizeAngstrom;
        _slices = CentralSlices.Of(map, edge / frequencies.Radius, 1);
        _unit = 1 / edge;
        double volume = Math.Pow(_slices.PixelSizeAngstrom / problem.PixelSizeAngstrom, 3); // the slices' map may have larger voxels, and a sum over fewer
        _factor = [.. frequencies.Splat.Select(splat => (float)(volume * splat))];
        int coarse = frequencies.Coarse, padded = LowFrequencies.Padded(coarse);
        _grid = new float[(long)grid.Length * 2 * padded];
        for (int o = 0; o < grid.Length; o++)
        {
            Project(grid[o], _grid.AsSpan(o * 2 * padded, coarse), _grid.AsSpan((o * 2 + 1) * padded, coarse));
        }
    }

    /// <summary>Bytes of its large array.</summary>
    public static long BytesOf(int box) => sizeof(float) * 2L * OrientationGrid.Of(StepDegrees).Length * LowFrequencies.Padded(new LowFrequencies(box).Coarse);

    /// <summary>The components.</summary>
    public LowFrequencies Frequencies { get; }

    /// <summary>The orientations of the grid.</summary>
    public Rotation[] Grid { get; }

    /// <summary>Returns the coarse components from an orientation of the grid, padded with 0: first all real parts, then all imaginary ones.</summary>
    public ReadOnlySpan<float> FromGrid(int orientation)
    {
        int length = 2 * LowFrequencies.Padded(Frequencies.Coarse);
        return _grid.AsSpan(orientation * length, length);
    }

    /// <summary>Computes the first components from any orientation.</summary>
    /// <param name="orientation">Takes the map's coordinates to the image's.</param>
    /// <param name="re">Receives the real parts; its length says how many.</param>
    /// <param name="im">Receives the imaginary parts.</param>
    public void Project(in Rotation orientation, Span<float> re, Span<float> im)
    {
        for (int k = 0; k < re.Length; k++)
        {
            double x = _unit * Frequencies.X[k], y = _unit * Frequencies.Y[k];
            (float a, float b) = _slices.At(
                x * orientation.M00 + y * orientation.M10, x * orientation.M01 + y * orientation.M11, x * orientation.M02 + y * orientation.M12);
            (re[k], im[k]) = (_factor[k] * a, _factor[k] * b);
        }
    }
}
