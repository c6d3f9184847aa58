using Flex3D.Stages.Engine.Convection;

namespace Flex3D.Stages.Engine.Cpu;

/// <summary>The voxels that the projections of a model sum over: all of them, or of a sparse model those whose density is not 0. Not thread-safe.</summary>
internal sealed class ProjectedVoxels
{
    private readonly SplatPlan _whole;
    private float[] _of = []; // the sparse density that plan and values were made for
    private SplatPlan _sparse;
    private float[] _values = [];

    /// <param name="whole">The plan of all voxels.</param>
    public ProjectedVoxels(SplatPlan whole) => Plan = _whole = _sparse = whole;

    /// <summary>The plan of the voxels.</summary>
    public SplatPlan Plan { get; private set; }

    /// <summary>Their density.</summary>
    public float[] Density { get; private set; } = [];

    /// <summary>Takes the voxels of a model.</summary>
    public void Use(ModelSnapshot model)
    {
        if (!model.Sparse)
        {
            (Plan, Density) = (_whole, model.Voxels);
            return;
        }
        if (!ReferenceEquals(_of, model.Voxels))
        {
            Keep(model.Voxels);
        }
        (Plan, Density) = (_sparse, _values);
    }

    private void Keep(float[] voxels)
    {
        int[] kept = [.. Enumerable.Range(0, voxels.Length).Where(voxel => voxels[voxel] != 0)];
        (_of, _sparse, _values) = (voxels, _whole.Of(kept), Array.ConvertAll(kept, voxel => voxels[voxel]));
    }
}
