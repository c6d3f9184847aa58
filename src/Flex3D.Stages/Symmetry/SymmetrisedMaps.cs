using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Symmetry;

/// <summary>Averages maps and masks over the operators of a symmetry.</summary>
public static class SymmetrisedMaps
{
    /// <summary>Returns the mean of a map over all operators: V(r) = (1/|G|) Σ_g V(c + g(r − c)), by cubic B-spline interpolation (Unser et al. 1993).</summary>
    /// <remarks>Voxels that an operator takes out of the box count as 0 there. With C1 the map is returned as it is.</remarks>
    /// <param name="map">Any map with an even or odd box.</param>
    /// <param name="frame">The symmetry.</param>
    /// <param name="threads">The number of threads, which does not change a bit.</param>
    public static DensityMap Of(DensityMap map, SymmetryFrame frame, int threads) =>
        frame.Operators.Count == 1 ? map.Clone() : new SplineMap(map, threads).Mean(frame.Operators, frame.X, frame.Y, frame.Z, threads);

    /// <summary>Returns the largest value that a mask has at any of the places that the operators make of a voxel, 0 to 1: nothing inside the mask is cut away.</summary>
    /// <param name="mask">A mask, 0 to 1.</param>
    /// <param name="frame">The symmetry.</param>
    /// <param name="threads">The number of threads.</param>
    public static DensityMap Union(DensityMap mask, SymmetryFrame frame, int threads)
    {
        DensityMap union = mask.Clone();
        var spline = new SplineMap(mask, threads);
        foreach (Rotation g in frame.Operators.Skip(1))
        {
            DensityMap turned = spline.Mean([g], frame.X, frame.Y, frame.Z, threads);
            for (int i = 0; i < union.Values.Length; i++)
            {
                union.Values[i] = Math.Clamp(Math.Max(union.Values[i], turned.Values[i]), 0, 1);
            }
        }
        return union;
    }
}
