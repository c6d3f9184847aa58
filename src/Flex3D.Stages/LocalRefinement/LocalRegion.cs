using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.LocalRefinement;

/// <summary>A region of a molecule that is refined by itself: its own density about its own centre, and the rest that is subtracted.</summary>
/// <remarks>
/// With the region's mask m (times the solvent mask) and its share r (<see cref="RegionShare"/>), a map V is the sum of rV, which turns and shifts with the region about the region's centre, and (1 − r)V, which stays. The centre is moved to a voxel, so that no density is interpolated.
/// </remarks>
public sealed class LocalRegion
{
    private const float Support = RegionShare.Support, RestSupport = RegionShare.RestSupport;

    private readonly float[] _share;
    private readonly int[] _voxels, _rest;

    private LocalRegion(DensityMap mask, DensityMap share, DensityMap solvent, (int X, int Y, int Z) centre)
    {
        (Mask, Solvent, _share) = (mask, solvent, share.Values);
        double pixel = mask.PixelSizeAngstrom;
        CentreAngstrom = (centre.X * pixel, centre.Y * pixel, centre.Z * pixel);
        int n = mask.Box, offset = (centre.Z * n + centre.Y) * n + centre.X;
        DensityMap moved = new(n, pixel), rest = new(n, pixel);
        for (int i = 0; i < _share.Length; i++)
        {
            float own = _share[i] * solvent.Values[i];
            if (own > Support)
            {
                moved.Values[i - offset] = own;
            }
            rest.Values[i] = own > Support ? (1 - _share[i]) * solvent.Values[i] : solvent.Values[i];
        }
        Problem = Still(moved, Support);
        Rest = Still(rest, RestSupport);
        _voxels = Array.ConvertAll(Problem.Binding.Voxels, voxel => voxel + offset);
        _rest = Rest.Binding.Voxels;
    }

    /// <summary>The mask in which the region is measured: the one given, within the solvent mask.</summary>
    public DensityMap Mask { get; }

    /// <summary>The solvent mask of the whole molecule.</summary>
    public DensityMap Solvent { get; }

    /// <summary>The point about which the region turns, Å from the box centre.</summary>
    public (double X, double Y, double Z) CentreAngstrom { get; }

    /// <summary>The region's voxels, moved so that its centre is the box centre; its mesh moves none of them.</summary>
    public EngineProblem Problem { get; }

    /// <summary>The voxels of the rest, in place.</summary>
    internal EngineProblem Rest { get; }

    /// <summary>Makes the region of a mask.</summary>
    /// <param name="region">Soft mask, 0 to 1, in the frame of the rigid maps.</param>
    /// <param name="solvent">The solvent mask of these maps, of the same box.</param>
    /// <param name="name">Names the region's mask in messages.</param>
    /// <exception cref="InputException">Too little of it lies within the solvent mask.</exception>
    public static LocalRegion Create(DensityMap region, DensityMap solvent, string name)
    {
        DensityMap mask = region.Times(solvent);
        RegionShare.Require(mask, name, "maps/rigid.mrc");
        DensityMap share = RegionShare.Of(mask);
        return new LocalRegion(mask, share, solvent, Centre(share, solvent));
    }

    /// <summary>Takes the region's density out of a map, in the order of <see cref="Problem"/>'s voxels.</summary>
    public float[] OwnOf(DensityMap map) => Array.ConvertAll(_voxels, voxel => _share[voxel] * map.Values[voxel]);

    /// <summary>Returns a map in which the region has other density: (1 − r)V + the region's.</summary>
    /// <param name="map">V.</param>
    /// <param name="own">Density of <see cref="Problem"/>'s voxels.</param>
    public DensityMap Replace(DensityMap map, ReadOnlySpan<float> own)
    {
        DensityMap made = map.Clone();
        for (int i = 0; i < _voxels.Length; i++)
        {
            made.Values[_voxels[i]] = (1 - _share[_voxels[i]]) * map.Values[_voxels[i]] + own[i];
        }
        return made;
    }

    /// <summary>Takes the rest's density out of a map, in the order of <see cref="Rest"/>'s voxels.</summary>
    internal float[] RestOf(DensityMap map) => Array.ConvertAll(_rest, voxel => (_share[voxel] * Solvent.Values[voxel] > Support ? 1 - _share[voxel] : 1) * map.Values[voxel]);

    // The centre of mass of the share, in voxels from the box centre, as near to it as the region stays within the box when it is moved there.
    private static (int X, int Y, int Z) Centre(DensityMap share, DensityMap solvent)
    {
        int n = share.Box;
        Span<int> low = [n, n, n], high = [-1, -1, -1];
        Span<double> sum = stackalloc double[3];
        double all = 0;
        for (int i = 0; i < share.Values.Length; i++)
        {
            double weight = share.Values[i] * solvent.Values[i];
            if (weight <= Support)
            {
                continue;
            }
            all += weight;
            for (int axis = 0, at = i; axis < 3; axis++, at /= n)
            {
                int place = at % n;
                (low[axis], high[axis]) = (Math.Min(low[axis], place), Math.Max(high[axis], place));
                sum[axis] += weight * place;
            }
        }
        return (Of(0, low, high, sum), Of(1, low, high, sum), Of(2, low, high, sum));

        int Of(int axis, Span<int> low, Span<int> high, Span<double> sum) => Math.Clamp((int)Math.Round(sum[axis] / all) - n / 2, high[axis] - (n - 1), low[axis]);
    }

    // Voxels bound to no cell: the mesh is a single one beside the box, and nothing moves.
    private static EngineProblem Still(DensityMap mask, float support)
    {
        float edge = (float)(mask.Box * mask.PixelSizeAngstrom), a = 2 * edge, b = 3 * edge;
        var mesh = new TetrahedralMesh { Vertices = [a, a, a, b, a, a, a, b, a, a, a, b], Cells = [0, 1, 2, 3], RigidityWeights = [1], Mobility = [0, 0, 0, 0] };
        return new EngineProblem(mask.Box, mask.PixelSizeAngstrom, mesh, VoxelBinder.Bind(mesh, mask, support), new FlowArchitecture(1, 2, 32, mesh.VertexCount, anchored: false)) { Priors = [] };
    }
}
