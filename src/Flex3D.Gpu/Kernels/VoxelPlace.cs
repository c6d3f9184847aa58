using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The vertices of a voxel's cell and their barycentric weights. They are read once and give the voxel's image point in any row.</summary>
internal readonly struct VoxelPlace
{
    private readonly int _v0, _v1, _v2, _v3;
    private readonly float _b1, _b2, _b3;

    public VoxelPlace(in SplatViews plan, int voxel)
    {
        int corner = 4 * plan.RunOf[voxel], weight = 4 * voxel;
        _v0 = plan.RunVertices[corner];
        _v1 = plan.RunVertices[corner + 1];
        _v2 = plan.RunVertices[corner + 2];
        _v3 = plan.RunVertices[corner + 3];
        _b1 = plan.Weights[weight + 1];
        _b2 = plan.Weights[weight + 2];
        _b3 = plan.Weights[weight + 3];
    }

    /// <summary>Interpolates one coordinate of the voxel's image point from those of its vertices.</summary>
    /// <param name="q">[row][vertex], pixels.</param>
    /// <param name="row">Index at which the row begins.</param>
    public float At(ArrayView<float> q, int row)
    {
        float origin = q[row + _v0];
        return _b3 * (q[row + _v3] - origin) + (_b2 * (q[row + _v2] - origin) + (_b1 * (q[row + _v1] - origin) + origin));
    }
}
