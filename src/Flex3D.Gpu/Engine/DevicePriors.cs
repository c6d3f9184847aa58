using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Priors;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The priors of one evaluator with their strengths: computed by kernels where a prior has some, and on the processor otherwise.</summary>
internal sealed class DevicePriors
{
    private readonly IReadOnlyList<FlowPriorKind> _kinds;
    private readonly IDevicePrior[] _priors;
    private readonly double[] _strengths;

    /// <param name="rows">The most rows.</param>
    public DevicePriors(IDeviceArrays arrays, EngineProblem problem, ProblemOnDevice on, int rows)
    {
        _kinds = problem.Priors;
        _priors = [.. _kinds.Select(Create)];
        _strengths = new double[_kinds.Count];

        // A prior that has kernels gets its line here.
        IDevicePrior Create(FlowPriorKind kind) => kind.Name switch
        {
            RigidityPrior.Name => new RigidityOnDevice(arrays, problem.Mesh, on, rows),
            _ => new PriorOnHost(kind.Create(problem.Mesh), problem.Mesh, rows),
        };
    }

    /// <summary>Sets the strengths that the following calls use.</summary>
    /// <exception cref="InvariantException">A strength is given to a prior that this evaluator does not have.</exception>
    public void Use(PriorStrengths strengths) => strengths.CopyTo(_kinds, _strengths);

    /// <summary>Whether a prior has a strength.</summary>
    public bool Any => Array.Exists(_strengths, strength => strength != 0);

    /// <summary>The prior of the given name.</summary>
    /// <exception cref="InvariantException">There is no prior of that name.</exception>
    public IDevicePrior this[string name] => _priors[FlowPriors.IndexOf(_kinds, name)];

    /// <summary>Evaluates the priors of positive strength on the flows of some rows; with a gradient, adds Σ strength·∂E/∂flow to theirs.</summary>
    public void Evaluate(KernelSet kernels, DeviceStream stream, ArrayView<float> flow, ArrayView<float> flowGradient, int count, bool gradient)
    {
        for (int i = 0; i < _priors.Length; i++)
        {
            if (_strengths[i] != 0)
            {
                _priors[i].Evaluate(kernels, stream, flow, flowGradient, count, _strengths[i], gradient);
            }
        }
    }

    /// <summary>Starts copying the energies of the evaluated rows to the host; <see cref="Sum"/> can be called once the stream is synchronised.</summary>
    public void Read(DeviceStream stream, int count)
    {
        for (int i = 0; i < _priors.Length; i++)
        {
            if (_strengths[i] != 0)
            {
                _priors[i].Read(stream, count);
            }
        }
    }

    /// <summary>Σ strength·E of a row.</summary>
    public double Sum(int row)
    {
        double sum = 0;
        for (int i = 0; i < _priors.Length; i++)
        {
            sum += _strengths[i] != 0 ? _strengths[i] * _priors[i].Energy(row) : 0;
        }
        return sum;
    }
}
