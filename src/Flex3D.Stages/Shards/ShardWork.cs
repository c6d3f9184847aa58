namespace Flex3D.Stages.Shards;

/// <summary>The work to be done with one shard: plain data, which a worker anywhere can carry out with the images of the particles and the model of that version.</summary>
/// <param name="Version">Version of the model against which the shard is evaluated; its step is the step that the shard belongs to.</param>
/// <param name="Shard">Number of the shard in its step, from 0.</param>
/// <param name="Kind">The kind of step.</param>
/// <param name="Particles">Rows of the particle table.</param>
public sealed record ShardWork(ModelVersion Version, int Shard, StepKind Kind, ReadOnlyMemory<int> Particles)
{
    /// <summary>Whether latents are searched; otherwise they are used unchanged.</summary>
    public bool Search { get; init; }

    /// <summary>Number of the step on its minibatch, from 0, in training.</summary>
    public int SubStep { get; init; }

    /// <summary>Whether the step is the last one on its minibatch, in training; if so, rigidity is measured for the record of the epoch.</summary>
    public bool Last { get; init; }

    /// <summary>The half-set, 1 or 2, in a reconstruction; 0 in training.</summary>
    public int Half { get; init; }

    /// <summary>Writes the work in the format of <see cref="ShardWire"/>.</summary>
    public void Write(Stream stream)
    {
        ShardWire.Write<int>(stream, [Version.Phase, Version.Step, Shard, (int)Kind, Search ? 1 : 0, SubStep, Last ? 1 : 0, Half]);
        ShardWire.Write(stream, Particles.Span);
    }

    /// <summary>Reads work that <see cref="Write"/> wrote.</summary>
    /// <exception cref="Faults.InvariantException">The bytes are not such work.</exception>
    public static ShardWork Read(ReadOnlySpan<byte> bytes)
    {
        int[] head = ShardWire.Read<int>(ref bytes);
        ShardWire.Require(head.Length == 8 && Enum.IsDefined((StepKind)head[3]), "the first numbers of a shard's work are not valid");
        var work = new ShardWork(new ModelVersion(head[0], head[1]), head[2], (StepKind)head[3], ShardWire.Read<int>(ref bytes)) { Search = head[4] != 0, SubStep = head[5], Last = head[6] != 0, Half = head[7] };
        ShardWire.Require(bytes.IsEmpty, "bytes follow the end of a shard's work");
        return work;
    }
}
