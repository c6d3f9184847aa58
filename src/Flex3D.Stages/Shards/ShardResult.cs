using System.Text;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Shards;

/// <summary>The result of a worker for one shard: its gradient, and a row for each of its particles.</summary>
/// <remarks>
/// In one process its columns refer to the worker's buffer, so nothing is copied; it must be reduced before the buffer is used again.
/// The gradient is the shard's own float32 sum, made in a fixed order: the reducer rounds it once, to its fixed-point unit, so the bits
/// of a step do not depend on where its shards were computed, and only half the bytes of int64 sums are sent. Columns that a kind of step does not have are empty.
/// </remarks>
/// <param name="Version">Version of the model with which it was computed.</param>
/// <param name="Shard">Number of the shard in its step, from 0.</param>
/// <param name="Kind">The kind of step.</param>
public sealed record ShardResult(ModelVersion Version, int Shard, StepKind Kind)
{
    /// <summary>Rows of the particle table, one for each image that counts.</summary>
    public ReadOnlyMemory<int> Particles { get; init; }

    /// <summary>The gradient, part after part: by flow parameter; or by voxel of the flexed map, of the rigid map, and, where the shard has it, by component and voxel of the composition model.</summary>
    public ReadOnlyMemory<float> Gradient { get; init; }

    /// <summary>Parts of the gradient that were left on a device, null for one that was not: there <see cref="Gradient"/> means nothing. They are not sent.</summary>
    public IReadOnlyList<IKeptGradient?> Kept { get; init; } = [];

    /// <summary>Returns a part of the gradient that was left on a device; null where it is in <see cref="Gradient"/>.</summary>
    public IKeptGradient? KeptPart(int part) => part < Kept.Count ? Kept[part] : null;

    /// <summary>The state of the particles, in rows from 0 on; null where the kind of step computes none.</summary>
    public ParticleBlock? State { get; init; }

    /// <summary>Energies of each particle at its latent.</summary>
    public ReadOnlyMemory<CandidateEnergy> Energies { get; init; }

    /// <summary>½‖F(I)‖²/σ² of each particle.</summary>
    public ReadOnlyMemory<double> Constants { get; init; }

    /// <summary>E_rigid of each particle in the last step on its minibatch; in a flow step, at its latent with noise added.</summary>
    public ReadOnlyMemory<double> Rigidity { get; init; }

    /// <summary>Loss of each particle under the flexed map, in a reconstruction.</summary>
    public ReadOnlyMemory<double> FlexLoss { get; init; }

    /// <summary>Loss of each particle under the rigid map, in a reconstruction, a validation or a step of the map.</summary>
    public ReadOnlyMemory<double> RigidLoss { get; init; }

    /// <summary>
    /// Square, expected square and slope of each particle's turn, of its shift and of its change of defocus, see <see cref="Inference.OffsetMoments"/>: under the model and, of held-out
    /// particles, under the rigid control, too. Empty where neither poses nor defocus were estimated.
    /// </summary>
    public ReadOnlyMemory<double> Offsets { get; init; }

    /// <summary>Predictive gains of each held-out particle.</summary>
    public ReadOnlyMemory<TestGains> Gains { get; init; }

    /// <summary>Losses of each held-out particle under still models, as many for each; empty where no particles share an image.</summary>
    public ReadOnlyMemory<double> StillLosses { get; init; }

    /// <summary>Returns a copy without the gradient, which stays valid when the buffer is used again.</summary>
    public ShardResult CopyOfRows() => this with
    {
        Gradient = default,
        Kept = [],
        Particles = Particles.ToArray(),
        State = State?.First(Particles.Length),
        Energies = Energies.ToArray(),
        Constants = Constants.ToArray(),
        Rigidity = Rigidity.ToArray(),
        FlexLoss = FlexLoss.ToArray(),
        RigidLoss = RigidLoss.ToArray(),
        Offsets = Offsets.ToArray(),
        Gains = Gains.ToArray(),
        StillLosses = StillLosses.ToArray(),
    };

    /// <summary>Writes the result in the format of <see cref="ShardWire"/>.</summary>
    public void Write(Stream stream)
    {
        ShardWire.Write<int>(stream, [Version.Phase, Version.Step, Shard, (int)Kind]);
        ShardWire.Write(stream, Particles.Span);
        ShardWire.Write(stream, Gradient.Span);
        WriteState(stream);
        ShardWire.Write(stream, Energies.Span);
        ShardWire.Write(stream, Constants.Span);
        ShardWire.Write(stream, Rigidity.Span);
        ShardWire.Write(stream, FlexLoss.Span);
        ShardWire.Write(stream, RigidLoss.Span);
        ShardWire.Write(stream, Offsets.Span);
        ShardWire.Write(stream, Gains.Span);
        ShardWire.Write(stream, StillLosses.Span);
    }

    /// <summary>Reads a result that <see cref="Write"/> wrote.</summary>
    /// <exception cref="Faults.InvariantException">The bytes are not such a result.</exception>
    public static ShardResult Read(ReadOnlySpan<byte> bytes)
    {
        int[] head = ShardWire.Read<int>(ref bytes);
        ShardWire.Require(head.Length == 4 && Enum.IsDefined((StepKind)head[3]), "the first numbers of a shard's result are not valid");
        var result = new ShardResult(new ModelVersion(head[0], head[1]), head[2], (StepKind)head[3])
        {
            Particles = ShardWire.Read<int>(ref bytes),
            Gradient = ShardWire.Read<float>(ref bytes),
            State = ReadState(ref bytes),
            Energies = ShardWire.Read<CandidateEnergy>(ref bytes),
            Constants = ShardWire.Read<double>(ref bytes),
            Rigidity = ShardWire.Read<double>(ref bytes),
            FlexLoss = ShardWire.Read<double>(ref bytes),
            RigidLoss = ShardWire.Read<double>(ref bytes),
            Offsets = ShardWire.Read<double>(ref bytes),
            Gains = ShardWire.Read<TestGains>(ref bytes),
            StillLosses = ShardWire.Read<double>(ref bytes),
        };
        ShardWire.Require(bytes.IsEmpty, "bytes follow the end of a shard's result");
        int count = result.Particles.Length;
        ReadOnlySpan<int> columns = [result.Energies.Length, result.Constants.Length, result.Rigidity.Length, result.FlexLoss.Length, result.RigidLoss.Length, result.Gains.Length];
        ShardWire.Require(count > 0 && (result.State is null || result.State.Count == count) && columns.IndexOfAnyExcept(0, count) < 0 && result.StillLosses.Length % count == 0 && result.Offsets.Length % (9 * count) == 0, $"a shard's result of {count} particles has columns of other lengths");
        return result;
    }

    // Writes K (0 where there is no state), the layout's description, and the numbers.
    private void WriteState(Stream stream)
    {
        ShardWire.Write<int>(stream, [State?.Layout.LatentDimension ?? 0]);
        if (State is not null)
        {
            ShardWire.Write<byte>(stream, Encoding.UTF8.GetBytes(State.Layout.Description));
            ShardWire.Write(stream, State.First(Particles.Length).Numbers);
        }
    }

    private static ParticleBlock? ReadState(ref ReadOnlySpan<byte> bytes)
    {
        int[] dimension = ShardWire.Read<int>(ref bytes);
        ShardWire.Require(dimension.Length == 1 && dimension[0] >= 0, "a shard's result has no number of latent coordinates");
        if (dimension[0] == 0)
        {
            return null;
        }
        ParticleLayout layout = ParticleColumns.OfRun(dimension[0]);
        string written = Encoding.UTF8.GetString(ShardWire.Read<byte>(ref bytes));
        ShardWire.Require(written == layout.Description, $"a shard's result has the columns {written}, and this program has {layout.Description}");
        float[] numbers = ShardWire.Read<float>(ref bytes);
        ShardWire.Require(numbers.Length % layout.Width == 0, $"a shard's result has {numbers.Length} numbers of {layout.Width} for each particle");
        return ParticleBlock.OfNumbers(numbers, layout);
    }
}
