using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Segments.Finding;

/// <summary>Visits a place of the molecule.</summary>
/// <param name="voxel">Number of the voxel in the mask's box.</param>
/// <param name="place">Its place, [x, y, z] Å from the box centre.</param>
/// <param name="moved">Its displacement in each conformation, [conformation][x, y, z] Å.</param>
public delegate void OnPlace(int voxel, ReadOnlySpan<double> place, ReadOnlySpan<double> moved);

/// <summary>The displacements of the voxels of a mask in some particles' conformations, evenly spread over the particles.</summary>
public sealed class MovedPlaces
{
    private readonly VoxelBinding _binding;
    private readonly MeshInterpolation _mesh;
    private readonly float[][] _flows; // [conformation][vertex][x, y, z]

    /// <param name="model">The model, with the latents of its particles.</param>
    /// <param name="flow">The model's flow, or a part of it.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="most">The most conformations to take.</param>
    public MovedPlaces(FlexModel model, IFlow flow, DensityMap mask, int most)
    {
        int k = flow.LatentDimension, count = Math.Min(most, model.ParticleCount);
        _binding = VoxelBinder.Bind(model.Mesh, mask);
        _mesh = new MeshInterpolation(model.Mesh, _binding);
        _flows = [.. Enumerable.Range(0, count).Select(i => ModelMotion.At(flow, model.Latents.AsSpan((int)((long)i * model.ParticleCount / count) * k, k)))];
    }

    /// <summary>Number of conformations.</summary>
    public int Count => _flows.Length;

    /// <summary>Visits all voxels of the mask that a cell holds.</summary>
    public void ForEach(OnPlace visit)
    {
        int n = _binding.Box;
        double a = _binding.PixelSizeAngstrom;
        double[] moved = new double[3 * Count], place = new double[3];
        for (int i = 0; i < _mesh.Covered; i++)
        {
            int voxel = _binding.Voxels[i];
            (place[0], place[1], place[2]) = ((voxel % n - n / 2) * a, (voxel / n % n - n / 2) * a, (voxel / n / n - n / 2) * a);
            for (int p = 0; p < Count; p++)
            {
                (moved[3 * p], moved[3 * p + 1], moved[3 * p + 2]) = _mesh.VectorAt(i, _flows[p]);
            }
            visit(voxel, place, moved);
        }
    }

    /// <summary>RMS distance of displacements from their mean, Å.</summary>
    public static float Rms(ReadOnlySpan<double> moved)
    {
        int count = moved.Length / 3;
        double square = 0;
        for (int axis = 0; axis < 3; axis++)
        {
            double sum = 0, squares = 0;
            for (int p = axis; p < moved.Length; p += 3)
            {
                sum += moved[p];
                squares += moved[p] * moved[p];
            }
            square += squares / count - sum / count * (sum / count);
        }
        return (float)Math.Sqrt(Math.Max(0, square));
    }

    /// <summary>Carries labels of voxels to where the places are in the mean of the conformations, and gives the voxels between to the nearest.</summary>
    /// <param name="labels">At the mask's box; 0 for none.</param>
    public SegmentGrid AtMean(SegmentGrid labels)
    {
        int n = labels.Box;
        int[] carried = new int[labels.Labels.Length];
        float[] nearest = new float[carried.Length];
        Array.Fill(nearest, float.PositiveInfinity);
        int[] source = labels.Labels.ToArray();
        ForEach((voxel, place, moved) =>
        {
            if (source[voxel] == 0)
            {
                return;
            }
            Span<double> at = stackalloc double[3];
            Span<int> to = stackalloc int[3];
            float off = 0;
            for (int axis = 0; axis < 3; axis++)
            {
                double mean = 0;
                for (int p = axis; p < moved.Length; p += 3)
                {
                    mean += moved[p] / Count;
                }
                at[axis] = (place[axis] + mean) / labels.VoxelSizeAngstrom + n / 2;
                to[axis] = (int)Math.Round(at[axis]);
                off += (float)((at[axis] - to[axis]) * (at[axis] - to[axis]));
                if ((uint)to[axis] >= (uint)n)
                {
                    return;
                }
            }
            int target = (to[2] * n + to[1]) * n + to[0];
            if (off < nearest[target])
            {
                (nearest[target], carried[target]) = (off, source[voxel]);
            }
        });
        return NearestSegments.Fill(new SegmentGrid(n, labels.VoxelSizeAngstrom, carried));
    }
}
