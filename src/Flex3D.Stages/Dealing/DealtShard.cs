using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Dealing;

/// <summary>A shard that is dealt to another machine: its work, and the state of its particles as committed by the step before.</summary>
/// <param name="Work">The work.</param>
/// <param name="Rows">The state of the particles, in the order of <see cref="ShardWork.Particles"/>.</param>
/// <param name="Turns">Whether turns from the given orientations hold.</param>
/// <param name="Shifts">Whether shifts from the given places hold.</param>
/// <param name="Defocus">Whether changes of the given defocus values hold.</param>
public sealed record DealtShard(ShardWork Work, ParticleBlock Rows, bool Turns = true, bool Shifts = true, bool Defocus = true) : IParticleState
{
    /// <summary>Reads the state of the particles of some work.</summary>
    public static DealtShard Of(ShardWork work, IParticleState particles)
    {
        ReadOnlySpan<int> rows = work.Particles.Span;
        var block = new ParticleBlock(ParticleColumns.OfRun(particles.Layout.LatentDimension), rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            particles.Read(rows[i], 1, block, i);
        }
        return new(work, block);
    }

    /// <summary>Writes the shard in the format of <see cref="ShardWire"/>.</summary>
    public void Write(Stream stream)
    {
        using var work = new MemoryStream();
        Work.Write(work);
        ShardWire.Write<byte>(stream, work.GetBuffer().AsSpan(0, (int)work.Length));
        ShardWire.Write<int>(stream, [Rows.Layout.LatentDimension, Turns ? 1 : 0, Shifts ? 1 : 0, Defocus ? 1 : 0]);
        ShardWire.Write(stream, Rows.Numbers);
    }

    /// <summary>Reads a shard that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvariantException">The bytes are not such a shard.</exception>
    public static DealtShard Read(ReadOnlySpan<byte> bytes)
    {
        var work = ShardWork.Read(ShardWire.Read<byte>(ref bytes));
        int[] head = ShardWire.Read<int>(ref bytes);
        ShardWire.Require(head.Length == 4 && head[0] is > 0 and <= 64, "a shard was dealt without the shape of its particles' state");
        ParticleLayout layout = ParticleColumns.OfRun(head[0]);
        float[] numbers = ShardWire.Read<float>(ref bytes);
        ShardWire.Require(numbers.Length == work.Particles.Length * layout.Width && bytes.IsEmpty, $"{numbers.Length} numbers are not the state of {work.Particles.Length} particles");
        return new(work, ParticleBlock.OfNumbers(numbers, layout), head[1] != 0, head[2] != 0, head[3] != 0);
    }

    /// <summary>Refuses a result that this shard cannot have.</summary>
    /// <param name="gradient">Number of values that its gradient has.</param>
    /// <exception cref="InvariantException">Says what does not fit.</exception>
    public void Require(ShardResult result, int gradient)
    {
        bool same = result.Version == Work.Version && result.Shard == Work.Shard && result.Kind == Work.Kind && result.Particles.Span.SequenceEqual(Work.Particles.Span);
        ShardWire.Require(same, $"a result for shard {result.Shard} of step {result.Version.Step}, phase {result.Version.Phase}, is not that of shard {Work.Shard} of step {Work.Version.Step}, phase {Work.Version.Phase}");
        ShardWire.Require(result.Gradient.Length == gradient, $"the gradient of shard {Work.Shard} has {result.Gradient.Length} values, and not {gradient}");
        bool reconstructs = Work.Kind is StepKind.HalfMap or StepKind.Score;
        int count = Work.Particles.Length, losses = reconstructs ? result.FlexLoss.Length : result.Energies.Length;
        ShardWire.Require(losses == count && result.State is null == reconstructs, $"the result of shard {Work.Shard} lacks rows");
    }

    int IParticleState.Count => Rows.Count;

    ParticleLayout IParticleState.Layout => Rows.Layout;

    void IParticleState.Read(int first, int count, ParticleBlock into, int at)
    {
        for (int i = 0; i < count; i++)
        {
            int row = Work.Particles.Span.IndexOf(first + i);
            Rows.Read(row >= 0 ? row : throw new InvariantException($"particle {first + i} is not of shard {Work.Shard}"), 1, into, at + i);
        }
    }
}
