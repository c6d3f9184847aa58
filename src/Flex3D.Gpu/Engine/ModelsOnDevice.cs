using Flex3D.Stages.Engine;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The models that an evaluator keeps on the device, so that models that alternate within a shard are copied to it once.</summary>
/// <remarks>These are the model or the one of a sparse density, its rigid control and the consensus of still models or the map without flow, and one linear density model, whose memory is allocated when the first comes.</remarks>
internal sealed class ModelsOnDevice
{
    private readonly IDeviceArrays _arrays;
    private readonly ProblemOnDevice _problem;
    private readonly List<ModelOnDevice> _models; // the one that was used last comes last
    private ModelOnDevice? _linear;

    /// <param name="linear">Whether there is room for a linear density model from the beginning.</param>
    public ModelsOnDevice(IDeviceArrays arrays, ProblemOnDevice problem, bool linear = false)
    {
        (_arrays, _problem) = (arrays, problem);
        _models = [new(arrays, problem), new(arrays, problem), new(arrays, problem)];
        if (linear)
        {
            _linear = new(arrays, problem, linear: true);
        }
    }

    /// <summary>Returns a model's arrays; copies it to the device, in place of the one that has not been used for longest, unless it is there.</summary>
    public ModelOnDevice Find(DeviceStream stream, ModelSnapshot model)
    {
        ModelOnDevice found;
        if (model.Components is not null)
        {
            found = _linear ??= new(_arrays, _problem, linear: true);
        }
        else
        {
            found = _models.Find(slot => ReferenceEquals(slot.Model, model)) ?? _models[0];
            _models.Remove(found);
            _models.Add(found);
        }
        if (!ReferenceEquals(found.Model, model))
        {
            found.Load(stream, model);
        }
        return found;
    }
}
