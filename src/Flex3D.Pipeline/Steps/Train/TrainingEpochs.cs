using System.Globalization;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Phases;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Shards;
using Flex3D.Pipeline.Tracing;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The epochs of a <see cref="TrainingSession"/>, each a phase.</summary>
internal sealed class TrainingEpochs : PhaseSeries<TrainingBuffer>, IDisposable
{
    private readonly StepContext _context;
    private readonly TrainOptions _settings;
    private readonly TrainingSession _session;
    private readonly TracedTraining? _traced;
    private readonly IClusterStep? _cluster;
    private readonly BusyMeter _busy = new();

    public TrainingEpochs(StepContext context, TrainOptions settings, TrainingSession session, PreparedFiles prepared, SetAside aside)
    {
        (_context, _settings, _session) = (context, settings, session);
        ChosenEngine chosen = Engines.Create(context);
        Identity = TrainStep.IdentityOf(context, chosen.Engine.BackendId);
        Training = new TrainingProgram(session, chosen, aside);
        session.KeepsGradients = !settings.TraceHashes; // a trace has the hash of each shard's gradient
        _traced = settings.TraceHashes ? new TracedTraining(Training, session, TrainingTrace.FolderOf(context.Run.Path, context.Part)) : null;
        Program = _traced is null ? Training : _traced;
        _cluster = _traced is null ? context.Cluster?.Open(new DealtStep(context.Run.Path, context.Step, context.Part, Identity.Entries)) : null; // a trace needs every stage of a shard here
        Buffers = ShardBuffers.Create(context, GraphOptions(), ShardBuffers.MostShards(prepared.Count, session.Options.ShardSize), session.CreateBuffer, buffer => buffer.Bytes);
    }

    /// <summary>Runs every epoch: a <see cref="Flex3D.Pipeline.Steps.Train.Training.EpochLoop"/>.</summary>
    public static async Task RunAsync(StepContext context, TrainOptions settings, TrainingSession session, PreparedFiles prepared, SetAside aside)
    {
        using var epochs = new TrainingEpochs(context, settings, session, prepared, aside);
        await using (var loop = new PhaseLoop<TrainingBuffer>(context, epochs))
        {
            await loop.RunAsync().ConfigureAwait(false);
        }
        context.Log.Information("read {Reading:l}", epochs.Training.Reading.ToString());
    }

    /// <summary>The work on the shards, without the hashes of a trace.</summary>
    public TrainingProgram Training { get; }

    public override IShardProgram<TrainingBuffer> Program { get; }

    public override BufferPool<TrainingBuffer> Buffers { get; }

    public override CheckpointIdentity Identity { get; }

    public override bool Finished => _session.State.Epoch == Count;

    public override bool SavesInsideStep => false; // a minibatch is too short to be worth it

    public override bool SavesAfterPhase => _session.State.Epoch % _settings.CheckpointEvery == 0 || Finished;

    public override IShardDealer? Dealer => _cluster;

    public override string Device => Training.Workers.Engine.Name;

    public override ShardGraphOptions GraphOptions() => Training.Workers.Engine.GraphOptions(_context.Options.Queue ?? 0);

    public override string LeaveDevice() => Training.LeaveDevice(_context.Threads);

    private int Count => EpochSchedule.Count(_session.Options);

    public override string Begin()
    {
        Training.BeginEpoch();
        _busy.Begin(Training.Workers.Engine.Engine);
        return NameOf(_session.Half, _session.State.Epoch, Count);
    }

    /// <summary>Returns the name of an epoch.</summary>
    /// <param name="half">The half-set that is trained on; null for all particles.</param>
    public static string NameOf(HalfSet? half, int epoch, int count) => string.Create(CultureInfo.InvariantCulture, $"{(half is null ? "" : $"half-set {half.Number}, ")}epoch {epoch + 1}/{count}");

    public override void Opened(LedgerState start) => _traced?.BeginEpoch(_session.State.Epoch, start.OpenStep);

    public override void WriteCommitted() => _traced?.Write();

    public override void End()
    {
        bool refined = _session.State.RefinesPoses, defocus = _session.State.RefinesDefocus;
        int active = _session.State.ActiveLatents;
        EpochRecord record = _session.EndEpoch();
        _context.Log.Information(
            "{Half:l}epoch {Epoch} ({Kind}): loss {Loss}, held out {HeldOut} flexed and {Rigid} rigid, rigidity {Rigidity} (λ {Lambda})",
            _session.Half is { } half ? $"half-set {half.Number}, " : "", record.Epoch + 1, record.Kind.ToString().ToLowerInvariant(), Math.Round(record.Loss, 2), Math.Round(record.HeldOutFlexed, 2), Math.Round(record.HeldOutRigid, 2), Math.Round(record.Rigidity, 2), Math.Round(record.RigidityStrength, 4));
        if (_busy.Percent(Training.Workers.Engine.Engine) is { } percent)
        {
            _context.Log.Information("{Device} had work for {Percent} % of the epoch", Device, percent);
        }
        if (record.ActiveLatents < active)
        {
            _context.Log.Information(
                "{Active} of {All} latent coordinates in use from here on: what the others describe follows from these, or is less than its own uncertainty", record.ActiveLatents, _session.State.Particles.Layout.LatentDimension);
        }
        if (_session.State.ActiveLatents > record.ActiveLatents)
        {
            _context.Log.Information("latent coordinate {Coordinate} is tried again, since the map is sharper than when it was switched off", _session.State.ActiveLatents);
        }
        if (record.AnchorParticles > 0)
        {
            _context.Log.Information("the canonical map was made anew from the {Particles} particles nearest to a central conformation", record.AnchorParticles);
        }
        if (_session.State.RefinesPoses && !refined)
        {
            _context.Log.Information(
                "held-out particles fit better in poses that differ from the given ones by about {Turn}° about each axis and {Shift} Å along each axis of the image (standard deviations): the given poses are off, or the model still lacks part of the motion. Poses are re-estimated from here on",
                Math.Round(_session.State.TurnSpread * 180 / Math.PI, 1), Math.Round(_session.State.ShiftSpread * _session.PixelSizeAngstrom, 1));
        }
        if (_session.State.RefinesDefocus && !defocus)
        {
            _context.Log.Information(
                "held-out particles fit better with defocus values that differ from the given ones by about {Defocus} Å (standard deviation): they are re-estimated from here on", Math.Round(_session.State.DefocusSpread));
        }
    }

    public override IReadOnlyList<CheckpointSection> Sections(LedgerState? ledger) => TrainingCheckpoint.Sections(_session.State, Identity, ledger);

    public override void Restore(CheckpointReader checkpoint) => TrainingCheckpoint.Restore(checkpoint, _session.State, Count);

    public override string PlaceOf(LedgerState? ledger) => $"epoch {_session.State.Epoch + 1}, step {_session.State.Step}";

    public void Dispose()
    {
        _cluster?.Dispose();
        _traced?.Dispose();
        Training.Dispose();
    }
}
