using System.Collections.Frozen;
using System.Text;

namespace Flex3D.Pipeline.Cluster.Wire;

/// <summary>Writes and reads <see cref="WireMessage"/>s as bytes. What is not in its table is neither written nor read: no type is ever found by a name that came over the network.</summary>
/// <remarks>Numbers are little-endian; a text is its length in bytes (int32, at most <see cref="LongestText"/>) and UTF-8.</remarks>
internal static class WireCodec
{
    /// <summary>The longest text, bytes.</summary>
    public const int LongestText = 16 << 10;

    /// <summary>The longest piece, bytes: the runtime collects longer arrays apart from others, which costs more than they save.</summary>
    public const int LongestPiece = 64 << 10;

    private const int MostEntries = 512;

    /// <summary>Bytes of a <see cref="Piece"/> beside its bytes.</summary>
    private const int PieceHead = 5 * sizeof(long) + sizeof(byte) + sizeof(int);

    private sealed record Form(string Manifest, Type Type, Action<BinaryWriter, WireMessage> Write, Func<BinaryReader, WireMessage> Read);

    private static readonly Form[] Forms =
    [
        Of<Hello>("hello", (to, m) => { to.Write(m.Incarnation); Text(to, m.Name); to.Write(m.Places); Text(to, m.Device); Table(to, m.Build); }, from => new(from.ReadInt64(), Text(from), from.ReadInt32(), Text(from), Table(from))),
        Of<Welcome>("welcome", (to, m) => to.Write(m.Incarnation), from => new(from.ReadInt64())),
        Of<Refused>("refused", (to, m) => Text(to, m.Why), from => new(Text(from))),
        Of<SayHello>("say-hello", (_, _) => { }, _ => new()),
        Of<Pulse>("pulse", (to, m) => { to.Write(m.Incarnation); to.Write(m.Number); to.Write(m.Ready); Text(to, m.Device); }, from => new(from.ReadInt64(), from.ReadInt32(), from.ReadBoolean(), Text(from))),
        Of<OpenStep>(
            "open-step", (to, m) => { to.Write(m.Incarnation); to.Write(m.Number); Text(to, m.Run); Text(to, m.Step); Text(to, m.Part); Table(to, m.Identity); },
            from => new(from.ReadInt64(), from.ReadInt32(), Text(from), Text(from), Text(from), Table(from))),
        Of<StepReady>("step-ready", (to, m) => { to.Write(m.Incarnation); to.Write(m.Number); }, from => new(from.ReadInt64(), from.ReadInt32())),
        Of<StepRefused>("step-refused", (to, m) => { to.Write(m.Incarnation); to.Write(m.Number); Text(to, m.Why); }, from => new(from.ReadInt64(), from.ReadInt32(), Text(from))),
        Of<CloseStep>("close-step", (to, m) => { to.Write(m.Incarnation); to.Write(m.Number); }, from => new(from.ReadInt64(), from.ReadInt32())),
        Of<Piece>(
            "piece", (to, m) => { to.Write(m.Incarnation); to.Write(m.Sequence); to.Write((byte)m.Kind); to.Write(m.Number); to.Write(m.Total); to.Write(m.Offset); to.Write(m.Bytes.Length); to.Write(m.Bytes); },
            from => new(from.ReadInt64(), from.ReadInt64(), Known<PieceKind>(from.ReadByte()), from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), Bytes(from, LongestPiece))),
        Of<PieceTaken>("piece-taken", (to, m) => { to.Write(m.Incarnation); to.Write(m.Pieces); }, from => new(from.ReadInt64(), from.ReadInt64())),
        Of<ShardFailed>("shard-failed", (to, m) => { to.Write(m.Incarnation); to.Write(m.Deal); Text(to, m.Why); }, from => new(from.ReadInt64(), from.ReadInt64(), Text(from))),
        Of<RunEnded>("run-ended", (_, _) => { }, _ => new()),
        Of<FileQuestion>(
            "file-question", (to, m) => { to.Write((byte)m.Kind); Text(to, m.Path); to.Write(m.Offset); to.Write(m.Length); Text(to, m.Worker); },
            from => new(Known<FileQuestionKind>(from.ReadByte()), Text(from), from.ReadInt64(), from.ReadInt32(), Text(from))),
        Of<FileAnswer>(
            "file-answer", (to, m) => { Text(to, m.Fault); to.Write((byte)m.Kind); to.Write(m.Length); to.Write(m.LastChange); to.Write(m.Bytes.Length); to.Write(m.Bytes); },
            from => new(Text(from), Known<FileAnswerKind>(from.ReadByte()), from.ReadInt64(), from.ReadInt64(), Bytes(from, LongestPiece))),
    ];

    private static readonly FrozenDictionary<string, Form> ByManifest = Forms.ToFrozenDictionary(form => form.Manifest, StringComparer.Ordinal);
    private static readonly FrozenDictionary<Type, Form> ByType = Forms.ToFrozenDictionary(form => form.Type);

    /// <summary>The manifests that are read.</summary>
    public static IReadOnlyList<string> Manifests { get; } = [.. Forms.Select(form => form.Manifest)];

    /// <summary>Returns the name of a message's kind on the wire.</summary>
    /// <exception cref="WireException">It is no kind of message.</exception>
    public static string ManifestOf(object message) =>
        ByType.TryGetValue(message.GetType(), out Form? form) ? form.Manifest : throw new WireException($"{message.GetType()} is not sent to other machines");

    /// <summary>Writes a message.</summary>
    /// <exception cref="WireException">It is no kind of message.</exception>
    public static byte[] Write(object message)
    {
        Form form = ByManifest[ManifestOf(message)];
        int size = message is Piece piece ? piece.Bytes.Length + PieceHead : 256;
        using var stream = new MemoryStream(size);
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            form.Write(writer, (WireMessage)message);
        }
        return stream.Length == size ? stream.GetBuffer() : stream.ToArray();
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="WireException">The bytes are not a message of this kind, or there is no such kind.</exception>
    public static WireMessage Read(string manifest, byte[] bytes)
    {
        if (!ByManifest.TryGetValue(manifest, out Form? form))
        {
            throw new WireException($"'{(manifest.Length > 64 ? manifest[..64] : manifest)}' is no kind of message of Flex3D");
        }
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes, writable: false), Encoding.UTF8);
            WireMessage message = form.Read(reader);
            return reader.BaseStream.Position == bytes.Length ? message : throw new WireException($"{bytes.Length - reader.BaseStream.Position} bytes follow the end of a message '{manifest}'");
        }
        catch (EndOfStreamException e)
        {
            throw new WireException($"a message '{manifest}' of {bytes.Length} bytes ends too early", e);
        }
    }

    private static Form Of<T>(string manifest, Action<BinaryWriter, T> write, Func<BinaryReader, T> read)
        where T : WireMessage => new(manifest, typeof(T), (to, message) => write(to, (T)message), read);

    private static T Known<T>(byte kind)
        where T : struct, Enum => Enum.IsDefined(typeof(T), kind) ? (T)(object)kind : throw new WireException($"{kind} is no {typeof(T).Name}");

    private static byte[] Bytes(BinaryReader from, int most)
    {
        int length = from.ReadInt32();
        if (length < 0 || length > most || length > from.BaseStream.Length - from.BaseStream.Position)
        {
            throw new WireException($"{length} bytes are announced, and at most {Math.Min(most, from.BaseStream.Length - from.BaseStream.Position)} can follow");
        }
        return from.ReadBytes(length);
    }

    private static void Text(BinaryWriter to, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(bytes.Length, LongestText);
        to.Write(length);
        to.Write(bytes, 0, length);
    }

    private static string Text(BinaryReader from) => Encoding.UTF8.GetString(Bytes(from, LongestText));

    private static void Table(BinaryWriter to, IReadOnlyDictionary<string, string> table)
    {
        to.Write(table.Count);
        foreach ((string key, string value) in table)
        {
            Text(to, key);
            Text(to, value);
        }
    }

    private static SortedDictionary<string, string> Table(BinaryReader from)
    {
        int count = from.ReadInt32();
        if (count is < 0 or > MostEntries)
        {
            throw new WireException($"a table of {count} entries");
        }
        var table = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string key = Text(from);
            table[key] = Text(from);
        }
        return table;
    }
}
