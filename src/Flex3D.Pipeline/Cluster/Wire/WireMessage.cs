namespace Flex3D.Pipeline.Cluster.Wire;

/// <summary>A message between the head of a run and a worker. These are all that either side reads: see <see cref="WireCodec"/>.</summary>
internal abstract record WireMessage;

/// <summary>A message of one membership. Either side drops it unless the membership is the one that it is in.</summary>
/// <param name="Incarnation">The number that the worker gave the membership in its <see cref="Hello"/>.</param>
internal abstract record MemberMessage(long Incarnation) : WireMessage;

/// <summary>Worker to head: may I join?</summary>
/// <param name="Incarnation">Number of this life of the worker; another number is another worker.</param>
/// <param name="Name">Machine and process, for the log.</param>
/// <param name="Places">Shards that it computes at once.</param>
/// <param name="Device">The device that it was told to take, or <c>auto</c>.</param>
/// <param name="Build">What must be the same on both sides: see <see cref="Joining.BuildIdentity"/>.</param>
internal sealed record Hello(long Incarnation, string Name, int Places, string Device, IReadOnlyDictionary<string, string> Build) : WireMessage;

/// <summary>Head to worker: you may.</summary>
internal sealed record Welcome(long Incarnation) : MemberMessage(Incarnation);

/// <summary>Head to worker: you may not, and why. The worker ends.</summary>
internal sealed record Refused(string Why) : WireMessage;

/// <summary>Head to worker: who are you? The worker says <see cref="Hello"/> again, in a new incarnation.</summary>
internal sealed record SayHello : WireMessage;

/// <summary>Worker to head, every second: I am here, and this is the step that I know of. What was lost on the way is said again.</summary>
/// <param name="Number">The step that it has opened, or is opening; −1 for none.</param>
/// <param name="Ready">Whether it is ready for shards of that step.</param>
/// <param name="Device">The device on which it computes them; empty while it is not ready.</param>
internal sealed record Pulse(long Incarnation, int Number, bool Ready, string Device) : MemberMessage(Incarnation);

/// <summary>Head to worker: this step runs; make ready for its shards.</summary>
/// <param name="Number">Number of the step among those that this head has opened.</param>
/// <param name="Run">The run folder.</param>
/// <param name="Step">The step's name.</param>
/// <param name="Part">The part of the step; empty for the step itself.</param>
/// <param name="Identity">Settings, hashes of files and backend, which must be the worker's, too.</param>
internal sealed record OpenStep(long Incarnation, int Number, string Run, string Step, string Part, IReadOnlyDictionary<string, string> Identity) : MemberMessage(Incarnation);

/// <summary>Worker to head: ready for shards of the step.</summary>
internal sealed record StepReady(long Incarnation, int Number) : MemberMessage(Incarnation);

/// <summary>Worker to head: shards of the step cannot be computed here, and why.</summary>
internal sealed record StepRefused(long Incarnation, int Number, string Why) : MemberMessage(Incarnation);

/// <summary>Head to worker: the step has ended.</summary>
internal sealed record CloseStep(long Incarnation, int Number) : MemberMessage(Incarnation);

/// <summary>Either way: a piece of a model, of a shard's work, or of a shard's result.</summary>
/// <param name="Sequence">Number of the piece among all that its sender has sent in this membership, from 0.</param>
/// <param name="Kind">What it is a piece of.</param>
/// <param name="Number">Number of the step for a model, of the deal for a shard.</param>
/// <param name="Total">Bytes of the whole.</param>
/// <param name="Offset">Where the piece begins.</param>
/// <param name="Bytes">The piece.</param>
internal sealed record Piece(long Incarnation, long Sequence, PieceKind Kind, long Number, long Total, long Offset, byte[] Bytes) : MemberMessage(Incarnation);

/// <summary>Either way: pieces have arrived, so more may be sent.</summary>
/// <param name="Pieces">How many have arrived in this membership.</param>
internal sealed record PieceTaken(long Incarnation, long Pieces) : MemberMessage(Incarnation);

/// <summary>Worker to head: a shard could not be computed, and why.</summary>
internal sealed record ShardFailed(long Incarnation, long Deal, string Why) : MemberMessage(Incarnation);

/// <summary>Head to worker: the run has ended, and so may you.</summary>
internal sealed record RunEnded : WireMessage;

/// <summary>Worker to head: what is this file, or what are the bytes of a part of it? It belongs to no membership: a file of a step does not change while the step runs, so a question may be asked again.</summary>
/// <param name="Path">Path of the file or folder at the head.</param>
/// <param name="Offset">Where to begin to read.</param>
/// <param name="Length">Bytes to read, at most <see cref="WireCodec.LongestPiece"/>.</param>
/// <param name="Worker">Machine and process of the worker, as in its <see cref="Hello"/>.</param>
internal sealed record FileQuestion(FileQuestionKind Kind, string Path, long Offset = 0, int Length = 0, string Worker = "") : WireMessage;

/// <summary>Head to worker: the answer.</summary>
/// <param name="Fault">Why there is none; empty if there is.</param>
/// <param name="Kind">What is at the path.</param>
/// <param name="Length">Bytes of the whole file.</param>
/// <param name="LastChange">When the file was changed last, UTC ticks.</param>
/// <param name="Bytes">The bytes that were asked for; fewer at the end of the file. For a folder the paths of the files in it, or of its subfolders, UTF-8, each ended by a zero.</param>
internal sealed record FileAnswer(string Fault, FileAnswerKind Kind, long Length, long LastChange, byte[] Bytes) : WireMessage;

/// <summary>What a <see cref="FileQuestion"/> asks.</summary>
internal enum FileQuestionKind : byte
{
    /// <summary>What is at the path?</summary>
    Look,

    /// <summary>The bytes of a part of the file.</summary>
    Read,

    /// <summary>The files of the folder.</summary>
    Files,

    /// <summary>The subfolders of the folder.</summary>
    Folders,
}

/// <summary>What a <see cref="FileAnswer"/> found.</summary>
internal enum FileAnswerKind : byte
{
    /// <summary>Nothing, or nothing of this run.</summary>
    Nothing,

    /// <summary>A file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,
}

/// <summary>What a <see cref="Piece"/> is a piece of.</summary>
internal enum PieceKind : byte
{
    /// <summary>A model: <see cref="Stages.Dealing.ModelParts"/>.</summary>
    Model,

    /// <summary>A shard's work: <see cref="Stages.Dealing.DealtShard"/>.</summary>
    Work,

    /// <summary>A shard's result: <see cref="Stages.Shards.ShardResult"/>.</summary>
    Result,
}
