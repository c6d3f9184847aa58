using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;

namespace Flex3D.Pipeline.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-checkpoint-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static readonly CheckpointIdentity Identity = new(new() { ["inputs.particles"] = "sha256:aa", ["train.lambda"] = "2", ["backend"] = "cpu" });

    private static CheckpointSection[] Sections(int values = 300) =>
    [
        Identity.ToSection(),
        CheckpointSection.Array<float>("model/weights", Enumerable.Range(0, values).Select(i => i * 0.5f).ToArray()),
        CheckpointSection.Array<long>("empty", ReadOnlyMemory<long>.Empty),
        CheckpointSection.Json("note", "epoch 3, Å"),
    ];

    private string Write(string name = "a.flexckpt")
    {
        string path = Path.Combine(_folder, name);
        CheckpointWriter.Write(path, Sections());
        return path;
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        using CheckpointReader reader = CheckpointReader.Open(Write());
        reader.Sections.ShouldBe(["identity", "model/weights", "empty", "note"]);
        reader.Array<float>("model/weights").ShouldBe(Enumerable.Range(0, 300).Select(i => i * 0.5f));
        reader.Array<long>("empty").ShouldBeEmpty();
        reader.Json<string>("note").ShouldBe("epoch 3, Å");
        CheckpointIdentity.Of(reader).Differences(Identity).ShouldBeEmpty();
        Should.Throw<InputException>(() => reader.Array<float>("other")).Message.ShouldContain("one named 'other'");
        Should.Throw<InputException>(() => reader.Array<double>("note")).Message.ShouldContain("8-byte");
    }

    [Fact]
    public void The_bytes_lie_where_the_format_page_says()
    {
        byte[] bytes = File.ReadAllBytes(Write());
        bytes[..8].ShouldBe("FLEXCKPT"u8.ToArray());
        BitConverter.ToUInt32(bytes, 8).ShouldBe(CheckpointFormat.Version);
        BitConverter.ToUInt32(bytes, 12).ShouldBe(4u);
        BitConverter.ToUInt16(bytes, 16).ShouldBe((ushort)8);
        bytes[18..26].ShouldBe("identity"u8.ToArray());
        long length = BitConverter.ToInt64(bytes, 26);
        BitConverter.ToUInt32(bytes, (int)(34 + length)).ShouldBe(PlainCrc32C(bytes.AsSpan(16, (int)(18 + length))));
        bytes[^40..^32].ShouldBe("FLEXDONE"u8.ToArray());
        bytes[^32..].ShouldBe(System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32)));
    }

    [Fact]
    public void The_check_sum_is_crc32c()
    {
        Crc32C crc = default;
        crc.Append("1234"u8);
        crc.Append("56789"u8);
        crc.Value.ShouldBe(0xE3069283u); // the standard check value
        default(Crc32C).Value.ShouldBe(0u);
    }

    [Fact]
    public void A_thousand_flipped_bits_are_all_seen()
    {
        byte[] good = File.ReadAllBytes(Write());
        string path = Path.Combine(_folder, "flipped.flexckpt");
        for (ulong i = 0; i < 1000; i++)
        {
            int bit = (int)(CounterRandom.Bits(5, 0, 0, i, 0) % (ulong)(good.Length * 8));
            byte[] bad = (byte[])good.Clone();
            bad[bit >> 3] ^= (byte)(1 << (bit & 7));
            File.WriteAllBytes(path, bad);
            Should.Throw<InputException>(() => CheckpointReader.Open(path).Dispose(), $"bit {bit}");
        }
    }

    [Fact]
    public void A_file_cut_at_any_length_or_with_more_behind_it_is_refused()
    {
        byte[] good = File.ReadAllBytes(Write());
        string path = Path.Combine(_folder, "cut.flexckpt");
        for (int length = 0; length < good.Length; length += 7)
        {
            File.WriteAllBytes(path, good[..length]);
            Should.Throw<InputException>(() => CheckpointReader.Open(path).Dispose(), $"length {length}");
        }
        File.WriteAllBytes(path, [.. good, 0]);
        Should.Throw<InputException>(() => CheckpointReader.Open(path).Dispose());
    }

    [Fact]
    public void A_length_beyond_the_file_is_refused_before_memory_is_taken()
    {
        byte[] bytes = File.ReadAllBytes(Write());
        BitConverter.TryWriteBytes(bytes.AsSpan(26), long.MaxValue / 2);
        string path = Path.Combine(_folder, "long.flexckpt");
        File.WriteAllBytes(path, bytes);
        Should.Throw<InputException>(() => CheckpointReader.Open(path).Dispose()).Message.ShouldContain("byte 16");
    }

    [Fact]
    public void Three_generations_are_kept_and_the_newest_that_verifies_is_used()
    {
        var folder = new CheckpointFolder(_folder);
        folder.OpenNewest().ShouldBeNull();
        for (int i = 1; i <= 5; i++)
        {
            folder.Save([CheckpointSection.Json("n", $"{i}")]);
        }
        string[] kept = [.. Directory.GetFiles(_folder).Select(Path.GetFileName).Order()!];
        kept.ShouldBe(["checkpoint-000003.flexckpt", "checkpoint-000004.flexckpt", "checkpoint-000005.flexckpt"]);

        Damage("checkpoint-000005.flexckpt");
        List<InputException> rejected = [];
        using (CheckpointReader reader = folder.OpenNewest(rejected.Add)!)
        {
            reader.Json<string>("n").ShouldBe("4");
        }
        rejected.Single().InputSource.ShouldEndWith("checkpoint-000005.flexckpt");
        folder.Save([CheckpointSection.Json("n", "6")]).ShouldEndWith("checkpoint-000006.flexckpt");

        Damage("checkpoint-000006.flexckpt");
        Damage("checkpoint-000004.flexckpt");
        Should.Throw<InputException>(() => folder.OpenNewest()).Message.ShouldContain("no checkpoint that verifies");
    }

    [Fact]
    public void A_checkpoint_of_other_inputs_is_refused_with_the_difference_named()
    {
        using CheckpointReader reader = CheckpointReader.Open(Write());
        CheckpointIdentity.Require(reader, Identity);
        var other = new CheckpointIdentity(new(Identity.Entries) { ["train.lambda"] = "0.5", ["backend"] = "cuda:0" });
        string message = Should.Throw<InputException>(() => CheckpointIdentity.Require(reader, other)).Message;
        message.ShouldContain("train.lambda was 2 and is 0.5");
        message.ShouldContain("backend was cpu and is cuda:0");
        Should.Throw<InputException>(() => CheckpointIdentity.Require(reader, other, "backend")).Message.ShouldNotContain("backend");
    }

    [Fact]
    public void An_entry_that_only_one_of_two_has_is_a_difference_and_differences_are_in_order_of_their_names()
    {
        var then = new CheckpointIdentity(new() { ["b"] = "1", ["c"] = "2", ["d"] = "3" });
        then.Differences(new CheckpointIdentity(new() { ["a"] = "0", ["b"] = "1", ["d"] = "4" })).ShouldBe(["a was nothing and is 0", "c was 2 and is nothing", "d was 3 and is 4"]);
    }

    [Fact]
    public void A_section_that_breaks_its_word_leaves_no_file()
    {
        string path = Path.Combine(_folder, "broken.flexckpt");
        Should.Throw<InvariantException>(() => CheckpointWriter.Write(path, [new CheckpointSection("x", 5, stream => stream.Write([1, 2]))]));
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    private void Damage(string name)
    {
        string path = Path.Combine(_folder, name);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[20] ^= 4;
        File.WriteAllBytes(path, bytes);
    }

    private static uint PlainCrc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
            {
                crc = (crc >> 1) ^ (0x82F63B78u & (uint)-(int)(crc & 1));
            }
        }
        return ~crc;
    }
}
