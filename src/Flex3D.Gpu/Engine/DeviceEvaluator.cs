using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using ILGPU;

namespace Flex3D.Gpu.Engine;

/// <summary>An evaluator that continues with half as many rows when the device's memory runs out, and reports any other failure of the device as a <see cref="DeviceException"/>.</summary>
/// <remarks>
/// Results depend on neither: they do not depend on the number of rows, and an evaluator adds to a gradient only when that of the whole
/// shard is complete, so that a call which failed can be made again.
/// </remarks>
internal sealed class DeviceEvaluator : IShardEvaluator, IGradientKeeper
{
    private readonly string _device;
    private readonly EngineProblem _problem;
    private readonly Func<int, IShardEvaluator> _make;
    private IShardEvaluator? _evaluator;
    private ModelSnapshot? _model;
    private int _rows;

    /// <param name="device">The name that the device reports.</param>
    /// <param name="rows">The most candidates on it at once, ≥ 1.</param>
    /// <param name="make">Makes an evaluator of the given number of rows.</param>
    /// <exception cref="DeviceException">Not even one row fits, or the device fails.</exception>
    public DeviceEvaluator(string device, EngineProblem problem, int rows, Func<int, IShardEvaluator> make)
    {
        (_device, _problem, _rows, _make) = (device, problem, rows, make);
        Do(static (_, _) => { }, default); // reports what cannot work before any work begins
    }

    /// <summary>Number of the device in its engine.</summary>
    public int Number { get; init; }

    /// <summary>N of the images, pixels.</summary>
    public int Box => _problem.Box;

    /// <summary>Memory for gradients that are left on the device; null for none.</summary>
    public KeptKinds? Kept { get; init; }

    /// <summary>Work that the device was given by the evaluator in use.</summary>
    public DeviceTraffic Traffic => _evaluator is GpuShardEvaluator evaluator ? evaluator.Traffic : default;

    private delegate void Work(IShardEvaluator evaluator, Call call);

    public void SetModel(ModelSnapshot model)
    {
        _model = model;
        Do(static (_, _) => { }, default);
    }

    public void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies) => Do(
        static (evaluator, call) => evaluator.Evaluate(call.Shard, call.Latents, call.Candidates, call.Energies), new() { Shard = shard, Latents = latents, Candidates = candidates, Energies = energies });

    public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations) => Do(
        static (evaluator, call) => evaluator.Linearise(call.Shard, call.Latents, call.Equations), new() { Shard = shard, Latents = latents, Equations = equations });

    public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> parameterGradient, Span<CandidateEnergy> energies) => Do(
        static (evaluator, call) => evaluator.AccumulateFlowGradient(call.Shard, call.Latents, call.Gradient, call.Energies), new() { Shard = shard, Latents = latents, Gradient = parameterGradient, Energies = energies });

    public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> voxelGradient, Span<CandidateEnergy> energies) => Do(
        static (evaluator, call) => evaluator.AccumulateMapGradient(call.Shard, call.Latents, call.Gradient, call.Energies), new() { Shard = shard, Latents = latents, Gradient = voxelGradient, Energies = energies });

    public IKeptGradient? KeepFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies) => Keep(
        Kept?.Flow, static (evaluator, call) => ((GpuShardEvaluator)evaluator).WriteFlowGradient(call.Shard, call.Latents, call.Kept, call.Energies), new() { Shard = shard, Latents = latents, Energies = energies });

    public IKeptGradient? KeepMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies) => Keep(
        Kept?.Map, static (evaluator, call) => ((GpuShardEvaluator)evaluator).WriteMapGradient(call.Shard, call.Latents, call.Kept, call.Energies), new() { Shard = shard, Latents = latents, Energies = energies });

    public IKeptGradient? KeepComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies) => Keep(
        Kept?.Components, static (evaluator, call) => ((GpuShardEvaluator)evaluator).WriteComponentGradient(call.Shard, call.Latents, call.Kept, call.Energies), new() { Shard = shard, Latents = latents, Energies = energies });

    /// <summary>Copies a shard to the device, for another evaluator of the same thread, and returns its arrays.</summary>
    public ShardOnDevice Load(ImageShard shard)
    {
        ShardOnDevice? found = null;
        Do((evaluator, call) => found = ((GpuShardEvaluator)evaluator).Lend(call.Shard), new() { Shard = shard });
        return found!;
    }

    public void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> componentGradient, Span<CandidateEnergy> energies) => Do(
        static (evaluator, call) => evaluator.AccumulateComponentGradient(call.Shard, call.Latents, call.Gradient, call.Energies), new() { Shard = shard, Latents = latents, Gradient = componentGradient, Energies = energies });

    public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies) => Do(
        static (evaluator, call) => evaluator.EvaluatePrior(call.Prior, call.Latents, call.PriorEnergies), new() { Prior = prior, Latents = latents, PriorEnergies = energies });

    public void Dispose()
    {
        _evaluator?.Dispose();
        Kept?.Dispose();
    }

    private KeptGradient? Keep(KeptGradients? memory, Work work, Call call)
    {
        if (memory?.Rent() is not { } kept)
        {
            return null;
        }
        try
        {
            Do(work, call with { Kept = kept.View });
            return kept;
        }
        catch
        {
            kept.Release();
            throw;
        }
    }

    private void Do(Work work, Call call)
    {
        while (true)
        {
            try
            {
                _evaluator ??= _make(_rows);
                if (_model is not null)
                {
                    _evaluator.SetModel(_model);
                }
                work(_evaluator, call);
                return;
            }
            catch (Exception fault) when (DriverFaults.IsRefusal(fault))
            {
                MakeDo(fault);
            }
        }
    }

    private void MakeDo(Exception fault)
    {
        _evaluator?.Dispose();
        _evaluator = null;
        if (!DriverFaults.IsOutOfMemory(fault))
        {
            throw DriverFaults.Of(_device, fault);
        }
        if (_rows == 1)
        {
            throw new DeviceException($"{_device} does not have enough memory for one image of {_problem.Box} pixels and {_problem.Binding.Count} voxels beside a shard's images", fault);
        }
        _rows /= 2;
    }

    // The arguments of a call; those that a call does not have are left out.
    private readonly ref struct Call
    {
        public ImageShard Shard { get; init; }
        public string Prior { get; init; }
        public ReadOnlySpan<float> Latents { get; init; }
        public int Candidates { get; init; }
        public Span<float> Gradient { get; init; }
        public ArrayView<float> Kept { get; init; }
        public Span<CandidateEnergy> Energies { get; init; }
        public NormalEquations Equations { get; init; }
        public Span<double> PriorEnergies { get; init; }
    }
}
