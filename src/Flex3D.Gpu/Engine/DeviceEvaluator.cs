using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;

namespace Flex3D.Gpu.Engine;

/// <summary>A worker's seat at an evaluator of a device, see <see cref="SharedEvaluator"/>.</summary>
/// <remarks>An evaluator adds to a gradient only when that of the whole shard is complete, so that a call which failed can be made again.</remarks>
internal sealed class DeviceEvaluator : IShardEvaluator, IGradientKeeper
{
    private readonly SharedEvaluator _shared;
    private readonly ShardCall _call;
    private ModelSnapshot? _model;
    private bool _left;

    /// <param name="seat">Number of the seat; null for the next.</param>
    /// <param name="staged">Where a shard's images are held for the device; null where another evaluator lends them.</param>
    /// <exception cref="DeviceException">Not even one row fits, or the device fails.</exception>
    public DeviceEvaluator(SharedEvaluator shared, int? seat = null, StagedShard? staged = null)
    {
        _shared = shared;
        _call = new ShardCall(shared.Join(seat)) { Staged = staged };
    }

    /// <summary>The evaluator with those of other workers.</summary>
    public SharedEvaluator Shared => _shared;

    /// <summary>Number of the device in its engine.</summary>
    public int Number { get; init; }

    /// <summary>Number of the seat.</summary>
    public int Seat => _call.Seat;

    /// <summary>N of the images, pixels.</summary>
    public int Box => _shared.Box;

    /// <summary>Memory for gradients that are left on the device; null for none.</summary>
    public KeptKinds? Kept { get; init; }

    /// <summary>Called when the last seat was given back.</summary>
    public Action? Ended { get; init; }

    /// <summary>Work that the device was given by the evaluator in use.</summary>
    public DeviceTraffic Traffic => _shared.Traffic;

    public void SetModel(ModelSnapshot model) => _model = model; // it is set on the device by the call that needs it

    public void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies)
    {
        _call.Set(shard, latents, candidates);
        Ask(SharedEvaluator.Question.Energies);
        _call.Energies.CopyTo(energies);
    }

    public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations) => Do(
        static (evaluator, call) => evaluator.Linearise(call.Shard, call.Latents, call.Equations), new() { Shard = shard, Latents = latents, Equations = equations });

    public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> parameterGradient, Span<CandidateEnergy> energies) => Do(
        static (evaluator, call) => evaluator.AccumulateFlowGradient(call.Shard, call.Latents, call.Gradient, call.Energies), new() { Shard = shard, Latents = latents, Gradient = parameterGradient, Energies = energies });

    public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> voxelGradient, Span<CandidateEnergy> energies) => Do(
        static (evaluator, call) => evaluator.AccumulateMapGradient(call.Shard, call.Latents, call.Gradient, call.Energies), new() { Shard = shard, Latents = latents, Gradient = voxelGradient, Energies = energies });

    public void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> componentGradient, Span<CandidateEnergy> energies) => Do(
        static (evaluator, call) => evaluator.AccumulateComponentGradient(call.Shard, call.Latents, call.Gradient, call.Energies), new() { Shard = shard, Latents = latents, Gradient = componentGradient, Energies = energies });

    public IKeptGradient? KeepFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies) =>
        Keep(Kept?.Flow, SharedEvaluator.Question.FlowGradient, shard, latents, energies);

    public IKeptGradient? KeepMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies) =>
        Keep(Kept?.Map, SharedEvaluator.Question.MapGradient, shard, latents, energies);

    public IKeptGradient? KeepComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies) =>
        Keep(Kept?.Components, SharedEvaluator.Question.ComponentGradient, shard, latents, energies);

    public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies) => Do(
        static (evaluator, call) => evaluator.EvaluatePrior(call.Prior, call.Latents, call.PriorEnergies), new() { Prior = prior, Latents = latents, PriorEnergies = energies });

    public void Dispose()
    {
        if (_left)
        {
            return;
        }
        _left = true;
        Kept?.Dispose();
        if (_shared.Leave())
        {
            Ended?.Invoke();
        }
        _call.Staged?.Dispose();
    }

    private void Do(SharedEvaluator.Work<Call> work, Call call) => _shared.Do(_model, Seat, work, call);

    private void Ask(SharedEvaluator.Question question)
    {
        _call.Staged?.Fill(_call.Shard);
        _shared.DoTogether(_model, question, _call);
    }

    private KeptGradient? Keep(KeptGradients? memory, SharedEvaluator.Question question, ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies)
    {
        if (memory?.Rent() is not { } kept)
        {
            return null;
        }
        try
        {
            _call.Set(shard, latents, 1, kept.View);
            Ask(question);
            _call.Energies.CopyTo(energies);
            return kept;
        }
        catch
        {
            kept.Release();
            throw;
        }
    }

    // The arguments of a call; those that a call does not have are left out.
    private readonly ref struct Call
    {
        public ImageShard Shard { get; init; }
        public string Prior { get; init; }
        public ReadOnlySpan<float> Latents { get; init; }
        public Span<float> Gradient { get; init; }
        public Span<CandidateEnergy> Energies { get; init; }
        public NormalEquations Equations { get; init; }
        public Span<double> PriorEnergies { get; init; }
    }
}
