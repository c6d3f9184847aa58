using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Stages.Numerics;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>What travels between machines: messages come back as they were, and bytes that no machine sent are refused.</summary>
public class WireTests
{
    private static readonly SortedDictionary<string, string> s_table = new(StringComparer.Ordinal) { ["a"] = "1", ["ångström"] = "Å" };

    private static readonly WireMessage[] s_messages =
    [
        new Hello(7, "vm/1", 4, "cuda:0", s_table), new Welcome(7), new Refused("no"), new SayHello(), new Pulse(-1, 3, true, "cpu"), new OpenStep(7, 3, "/share/run", "train", "half1", s_table), new StepReady(7, 3),
        new StepRefused(7, 3, "why"), new CloseStep(7, 3), new Piece(7, 5, PieceKind.Result, 9, 10, 4, [1, 2, 3]), new PieceTaken(7, 3), new ShardFailed(7, 9, "broken"), new RunEnded(),
        new FileQuestion(FileQuestionKind.Read, "/share/run/a", 65536, 100, "vm/1"), new FileAnswer("why", FileAnswerKind.File, 1L << 40, 12, [4, 5]),
    ];

    [Fact]
    public void Every_message_comes_back_as_it_was()
    {
        s_messages.Select(WireCodec.ManifestOf).Order().ShouldBe(WireCodec.Manifests.Order(), "each kind is here");
        foreach (WireMessage message in s_messages)
        {
            byte[] bytes = WireCodec.Write(message);
            WireMessage read = WireCodec.Read(WireCodec.ManifestOf(message), bytes);
            read.GetType().ShouldBe(message.GetType());
            WireCodec.Write(read).ShouldBe(bytes);
        }
        ((Piece)WireCodec.Read("piece", WireCodec.Write(s_messages[9]))).Bytes.ShouldBe([1, 2, 3]);
        ((OpenStep)WireCodec.Read("open-step", WireCodec.Write(s_messages[5]))).Identity.ShouldBe(s_table);
    }

    [Fact]
    public void Damaged_messages_are_refused_or_are_other_messages_and_nothing_else_happens()
    {
        for (int trial = 0; trial < 4000; trial++)
        {
            double Random(int which) => CounterRandom.Uniform(1, 0x5D, (ulong)trial, (ulong)which, 0);
            WireMessage message = s_messages[trial % s_messages.Length];
            byte[] bytes = WireCodec.Write(message);
            for (int change = 0; change < 3 && bytes.Length > 0; change++)
            {
                bytes[(int)(Random(change) * bytes.Length)] = (byte)(256 * Random(8 + change));
            }
            bytes = bytes[..(int)(bytes.Length * Math.Min(1, 0.3 + Random(20)))];
            try
            {
                WireCodec.Read(WireCodec.Manifests[(int)(Random(21) * WireCodec.Manifests.Count)], bytes).ShouldNotBeNull();
            }
            catch (WireException refused)
            {
                refused.Message.ShouldNotBeEmpty();
            }
        }
    }

    [Theory]
    [InlineData("System.Diagnostics.Process, System")]
    [InlineData("Hello")]
    [InlineData("")]
    public void A_kind_that_is_not_listed_is_refused_by_name(string manifest) =>
        Should.Throw<WireException>(() => WireCodec.Read(manifest, [])).Message.ShouldBe($"'{manifest}' is no kind of message of Flex3D");

    [Fact]
    public void An_object_of_another_kind_is_not_sent() => Should.Throw<WireException>(() => WireCodec.Write("text")).Message.ShouldContain("System.String");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(WireCodec.LongestPiece)]
    [InlineData(5 * PieceSender.Window + 17)]
    public void Things_sent_in_pieces_come_together_again_with_few_bytes_on_the_way(int length)
    {
        byte[] first = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 + i / 1000))], second = [1, 2, 3];
        Queue<Piece> way = new();
        long most = 0;
        var sender = new PieceSender(message => way.Enqueue((Piece)message), 1, TimeProvider.System);
        var reader = new PieceReader(length + 10);
        sender.Send(PieceKind.Model, 1, first);
        sender.Send(PieceKind.Work, 2, second);
        List<byte[]> arrived = [];
        while (way.Count > 0)
        {
            most = Math.Max(most, way.Sum(piece => (long)piece.Bytes.Length));
            Piece piece = way.Dequeue();
            reader.Add(piece, out PooledBytes? whole).ShouldBeTrue();
            if (whole is not null)
            {
                arrived.Add(whole.Span.ToArray());
                whole.Dispose();
            }
            reader.Add(piece, out whole).ShouldBeFalse("it is repeated");
            whole.ShouldBeNull();
            sender.Taken(new PieceTaken(1, reader.Taken));
            sender.Taken(new PieceTaken(1, reader.Taken - 1)); // late: it changes nothing
        }
        arrived.Count.ShouldBe(2);
        arrived[0].AsSpan().SequenceEqual(first).ShouldBeTrue();
        arrived[1].ShouldBe(second);
        most.ShouldBeLessThanOrEqualTo(PieceSender.Window + WireCodec.LongestPiece);
        sender.Waiting.ShouldBe(0);
    }

    [Fact]
    public void A_piece_that_is_missing_repeated_or_too_long_is_refused()
    {
        Piece At(long offset, int length = 10, long total = 100, long number = 1, long sequence = 1) => new(1, sequence, PieceKind.Result, number, total, offset, new byte[length]);
        PieceReader Begun()
        {
            var reader = new PieceReader(1000);
            reader.Add(At(0, sequence: 0), out PooledBytes? whole).ShouldBeTrue();
            whole.ShouldBeNull();
            return reader;
        }
        void Refused(PieceReader reader, Piece piece) => Should.Throw<WireException>(() => reader.Add(piece, out _));
        Refused(Begun(), At(10, sequence: 2));
        Refused(Begun(), At(20));
        Refused(Begun(), At(0));
        Refused(Begun(), At(10, number: 2));
        Refused(Begun(), At(10, length: 91));
        Refused(Begun(), At(10, length: 0));
        Refused(new PieceReader(1000), At(0, total: 1001, sequence: 0));
        Refused(new PieceReader(1000), At(10, sequence: 0));
        Should.Throw<WireException>(() => new PieceSender(_ => { }, 1, TimeProvider.System).Taken(new PieceTaken(1, 1)));
        Begun().Add(At(10), out _).ShouldBeTrue();
        Begun().Add(At(0, sequence: 0), out _).ShouldBeFalse();
    }
}
