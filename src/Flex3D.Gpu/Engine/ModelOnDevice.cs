using Flex3D.Gpu.Kernels;
using Flex3D.Stages.Engine;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The arrays of one model on the device: densities with the units in which they are summed, and the parameters of the flow network or the components of a linear density model.</summary>
/// <param name="linear">Whether it holds linear density models, which have no flow; else it holds all others.</param>
internal sealed class ModelOnDevice(IDeviceArrays arrays, ProblemOnDevice problem, bool linear = false)
{
    private readonly FixedPointUnits _units = new(problem.Splat.Voxels);
    private readonly int _voxels = problem.Splat.Voxels, _latent = problem.Network.Architecture.LatentDimension;

    /// <summary>The model that is loaded; null before the first.</summary>
    public ModelSnapshot? Model { get; private set; }

    /// <summary>[voxel] densities.</summary>
    public ArrayView<float> Values { get; } = arrays.Allocate<float>(problem.Splat.Voxels);

    /// <summary>[chunk], see <see cref="FixedPointUnits.Shifts"/>.</summary>
    public ArrayView<int> Shifts { get; } = arrays.Allocate<int>(problem.Splat.Chunks);

    /// <summary>Parameters of the flow network; not read for a model without a flow.</summary>
    public ArrayView<float> Parameters { get; } = arrays.Allocate<float>(linear ? 0 : problem.Network.ParameterCount);

    /// <summary>[K][voxel] components of a linear density model; not read for others.</summary>
    public ArrayView<float> Components { get; } = arrays.Allocate<float>(linear ? (long)problem.Network.Architecture.LatentDimension * problem.Splat.Voxels : 0);

    /// <summary>The densities of some rows.</summary>
    /// <param name="mixing">See <see cref="DensityViews.Mixing"/>.</param>
    public DensityViews Density(ArrayView<float> mixing) => new()
    {
        Count = linear ? _latent : 0,
        Voxels = _voxels,
        Values = Values,
        Components = Components,
        Mixing = mixing,
        PerDensity = (float)_units.PerDensity,
        Density = _units.Density,
    };

    /// <summary>Copies a model to the device.</summary>
    public void Load(DeviceStream stream, ModelSnapshot model)
    {
        Model = null; // the old model is gone, even if a copy fails
        _units.Fit(model.Voxels, model.Components);
        stream.Upload(Values, model.Voxels);
        stream.Upload(Shifts, _units.Shifts);
        if (model.FlowParameters is { } parameters)
        {
            stream.Upload(Parameters, parameters);
        }
        if (model.Components is { } components)
        {
            stream.Upload(Components, components);
        }
        Model = model;
    }
}
