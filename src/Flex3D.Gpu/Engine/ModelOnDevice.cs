using Flex3D.Stages.Engine;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The arrays of one model on the device: densities with the units in which they are summed, and the parameters of the flow network.</summary>
internal sealed class ModelOnDevice(IDeviceArrays arrays, ProblemOnDevice problem)
{
    private readonly FixedPointUnits _units = new(problem.Splat.Voxels);

    /// <summary>The model that is loaded; null before the first.</summary>
    public ModelSnapshot? Model { get; private set; }

    /// <summary>[voxel] densities.</summary>
    public ArrayView<float> Values { get; } = arrays.Allocate<float>(problem.Splat.Voxels);

    /// <summary>[chunk], see <see cref="FixedPointUnits.Shifts"/>.</summary>
    public ArrayView<int> Shifts { get; } = arrays.Allocate<int>(problem.Splat.Chunks);

    /// <summary>Parameters of the flow network; not read for a rigid model.</summary>
    public ArrayView<float> Parameters { get; } = arrays.Allocate<float>(problem.Network.ParameterCount);

    /// <summary>See <see cref="FixedPointUnits.PerDensity"/>.</summary>
    public float PerDensity => (float)_units.PerDensity;

    /// <summary>See <see cref="FixedPointUnits.Density"/>.</summary>
    public double Density => _units.Density;

    /// <summary>Copies a model to the device.</summary>
    public void Load(AcceleratorStream stream, ModelSnapshot model)
    {
        Model = null; // the old model is gone, even if a copy fails
        _units.Fit(model.Voxels);
        Values.SubView(0, model.Voxels.Length).CopyFromCPU(stream, model.Voxels);
        Shifts.SubView(0, _units.Shifts.Length).CopyFromCPU(stream, _units.Shifts);
        if (model.FlowParameters is { } parameters)
        {
            Parameters.CopyFromCPU(stream, parameters);
        }
        Model = model;
    }
}
