using System.Numerics;
using Flex3D.Stages.Maps;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Results;

/// <summary>The view of an isosurface in which the molecule looks largest: along its shortest principal axis, the longest one horizontal.</summary>
/// <param name="Centre">Centre of the voxels above the level, voxels.</param>
/// <param name="Right">Unit vector to the right of the picture.</param>
/// <param name="Up">Unit vector upwards.</param>
/// <param name="Towards">Unit vector to the viewer: right × up.</param>
/// <param name="Width">Half the width and height of the picture, voxels.</param>
/// <param name="Depth">Half the depth of the space in front of and behind the centre that holds the surface, voxels.</param>
internal readonly record struct SurfaceView(Vector3 Centre, Vector3 Right, Vector3 Up, Vector3 Towards, float Width, float Depth)
{
    private const float Margin = 1.06f;

    /// <summary>Chooses the view of the voxels that are set.</summary>
    public static SurfaceView Of(ReadOnlySpan<bool> set, int box)
    {
        Vector3 centre = Centroid(set, box);
        Matrix<double> spread = Matrix<double>.Build.Dense(3, 3);
        for (int i = 0; i < set.Length; i++)
        {
            if (set[i])
            {
                Vector3 d = Position(i, box) - centre;
                for (int row = 0; row < 3; row++)
                {
                    for (int column = 0; column < 3; column++)
                    {
                        spread[row, column] += (double)d[row] * d[column];
                    }
                }
            }
        }
        Matrix<double> axes = spread.Svd().U; // of a symmetric matrix: its eigenvectors, the longest axis first
        Vector3 right = Signed(axes.Column(0).ToArray()), up = Signed(axes.Column(1).ToArray()), towards = Vector3.Cross(right, up);
        float width = 1, depth = 1;
        for (int i = 0; i < set.Length; i++)
        {
            if (set[i])
            {
                Vector3 d = Position(i, box) - centre;
                width = MathF.Max(width, MathF.Max(MathF.Abs(Vector3.Dot(d, right)), MathF.Abs(Vector3.Dot(d, up))));
                depth = MathF.Max(depth, MathF.Abs(Vector3.Dot(d, towards)));
            }
        }
        return new SurfaceView(centre, right, up, towards, Margin * (width + 2), depth + 2);
    }

    private static Vector3 Centroid(ReadOnlySpan<bool> set, int box)
    {
        double x = 0, y = 0, z = 0;
        long count = 0;
        for (int i = 0; i < set.Length; i++)
        {
            if (set[i])
            {
                Vector3 at = Position(i, box);
                (x, y, z, count) = (x + at.X, y + at.Y, z + at.Z, count + 1);
            }
        }
        return count == 0 ? new Vector3(box / 2) : new Vector3((float)(x / count), (float)(y / count), (float)(z / count));
    }

    private static Vector3 Position(int i, int box) => new(i % box, i / box % box, i / box / box);

    // The sign of an axis is arbitrary: its largest element is made positive.
    private static Vector3 Signed(double[] axis)
    {
        var vector = new Vector3((float)axis[0], (float)axis[1], (float)axis[2]);
        return axis.MaxBy(Math.Abs) < 0 ? -vector : vector;
    }
}
