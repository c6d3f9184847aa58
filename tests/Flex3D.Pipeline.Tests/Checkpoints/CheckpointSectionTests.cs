using System.Buffers.Binary;
using System.Security.Cryptography;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Checkpoints;

/// <summary>Sections: what may be asked of them, and what a file that was written with other bytes is refused for.</summary>
public sealed class CheckpointSectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-section-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private CheckpointReader Written(params CheckpointSection[] sections)
    {
        CheckpointWriter.Write(In("a.flexckpt"), sections);
        return CheckpointReader.Open(In("a.flexckpt"));
    }

    [Theory]
    [InlineData(1 << 18)] // one chunk of bytes
    [InlineData((1 << 20) + 3)]
    [InlineData((1 << 21) + 1)]
    public void A_section_longer_than_a_chunk_is_read_back(int count)
    {
        int[] values = [.. Enumerable.Range(0, count).Select(i => i * 2654435)];
        using CheckpointReader reader = Written(CheckpointSection.Array<int>("before", new[] { 1 }), CheckpointSection.Array<int>("long", values), CheckpointSection.Array<int>("after", new[] { 2 }));
        reader.Array<int>("long").SequenceEqual(values).ShouldBeTrue();
        reader.Array<int>("long", count).SequenceEqual(values).ShouldBeTrue();
        (reader.Array<int>("before").Single(), reader.Array<int>("after").Single()).ShouldBe((1, 2));
    }

    [Fact]
    public void A_section_of_another_length_or_kind_than_is_asked_for_is_refused()
    {
        using CheckpointReader reader = Written(CheckpointSection.Array<float>("numbers", new float[5]), CheckpointSection.Json<string?>("null", null));
        (reader.Has("numbers"), reader.Has("other")).ShouldBe((true, false));
        Should.Throw<InputException>(() => reader.Array<float>("numbers", 4)).Message.ShouldContain("20 bytes");
        Should.Throw<InputException>(() => reader.Array<double>("numbers")).Message.ShouldContain("whole number of 8-byte");
        Should.Throw<InputException>(() => reader.Json<int[]>("numbers")).Message.ShouldContain("section 'numbers'");
        Should.Throw<InputException>(() => reader.Json<string>("null")).Message.ShouldContain("'null'");
        Should.Throw<InputException>(() => reader.Read("numbers", 19, stream => stream.ReadExactly(new byte[19]))).Message.ShouldContain("20 bytes");
        Should.Throw<InvariantException>(() => reader.Read("numbers", (stream, length) => stream.ReadExactly(new byte[length - 1]))).Message.ShouldContain("19 of the 20 bytes");
        byte[] read = new byte[20];
        reader.Read("numbers", 20, stream => stream.ReadExactly(read));
        Should.NotThrow(() => reader.Require(true, "numbers", "a", "b"));
        Should.Throw<InputException>(() => reader.Require(false, "numbers", "four", "five")).Message.ShouldContain("four");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a:b")]
    [InlineData("a23456789b23456789c23456789d23456789e23456789f23456789g23456789abcde")]
    public void A_name_that_no_reader_would_take_is_not_written(string name)
    {
        Should.Throw<InvariantException>(() => CheckpointWriter.Write(In("a.flexckpt"), [CheckpointSection.Json(name, 1)]));
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void Names_are_given_once_and_sections_are_not_too_many()
    {
        Should.Throw<InvariantException>(() => CheckpointWriter.Write(In("a.flexckpt"), [CheckpointSection.Json("n", 1), CheckpointSection.Json("n", 2)]));
        CheckpointSection[] most = [.. Enumerable.Range(0, 4096).Select(i => CheckpointSection.Json($"A-z_0.9/{i}", i))];
        Should.Throw<InvariantException>(() => CheckpointWriter.Write(In("a.flexckpt"), [.. most, CheckpointSection.Json("one-more", 1)]));
        using CheckpointReader reader = Written(most);
        reader.Sections.Count.ShouldBe(4096);
        reader.Json<int>("A-z_0.9/4095").ShouldBe(4095);
        string longest = new('n', 64);
        using CheckpointReader named = Written(CheckpointSection.Json(longest, 7));
        named.Json<int>(longest).ShouldBe(7);
    }

    [Theory]
    [InlineData(0, (byte)'f', "byte 0")] // the magic
    [InlineData(8, 12, "version 12 of the format")]
    [InlineData(13, 0x11, "at most 4096")] // 0x1101 sections
    [InlineData(12, 2, "byte")] // a section more than there is
    [InlineData(12, 0, "bytes after the last section")]
    [InlineData(16, 0, "a section name of 0 bytes")]
    [InlineData(17, 1, "a section name of 257 bytes")]
    [InlineData(18, (byte)' ', "name that is not valid")]
    [InlineData(26, 0xff, "a section of -")] // the sign of the length
    [InlineData(20, 9, "name that is not valid")]
    [InlineData(27, 9, "CRC32C")] // the content
    public void A_byte_that_is_another_is_said_with_its_place_even_where_the_hash_fits(int at, byte value, string said)
    {
        using (Written(CheckpointSection.Array<byte>("n", new byte[] { 1, 2, 3 })))
        {
        }
        byte[] bytes = File.ReadAllBytes(In("a.flexckpt"));
        bytes[at] = value;
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32), bytes.AsSpan(bytes.Length - 32));
        File.WriteAllBytes(In("a.flexckpt"), bytes);
        Should.Throw<InputException>(() => CheckpointReader.Open(In("a.flexckpt")).Dispose()).Message.ShouldContain(said);
    }

    [Fact]
    public void A_name_that_occurs_twice_and_an_end_that_is_another_are_refused()
    {
        using (Written(CheckpointSection.Array<byte>("n", new byte[] { 1, 2, 3 }), CheckpointSection.Array<byte>("n2", new byte[] { 1 })))
        {
        }
        byte[] bytes = File.ReadAllBytes(In("a.flexckpt")), section = bytes[16..34];
        byte[] twice = [.. bytes[..34], .. section, .. "FLEXDONE"u8];
        Should.Throw<InputException>(() => Open([.. twice, .. SHA256.HashData(twice)])).Message.ShouldContain("a second section 'n'");
        byte[] otherEnd = [.. bytes[..^40], .. "FLEXDONE"u8];
        otherEnd[^1] = (byte)'F';
        Should.Throw<InputException>(() => Open([.. otherEnd, .. SHA256.HashData(otherEnd)])).Message.ShouldContain("SHA-256");
        Should.Throw<InputException>(() => Open(bytes[..55])).Message.ShouldContain("55 bytes");

        void Open(byte[] content)
        {
            File.WriteAllBytes(In("b.flexckpt"), content);
            CheckpointReader.Open(In("b.flexckpt")).Dispose();
        }
    }

    [Fact]
    public void The_newest_is_not_passed_over_where_another_version_wrote_it_whole()
    {
        var folder = new CheckpointFolder(_folder);
        folder.Save([CheckpointSection.Json("n", 1)]);
        string newest = folder.Save([CheckpointSection.Json("n", 2)]);
        byte[] bytes = File.ReadAllBytes(newest);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), CheckpointFormat.Version + 1);
        File.WriteAllBytes(newest, bytes);
        using (CheckpointReader older = folder.OpenNewest()!)
        {
            older.Json<int>("n").ShouldBe(1, "a version that is other because the file is damaged");
        }
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32), bytes.AsSpan(bytes.Length - 32));
        File.WriteAllBytes(newest, bytes);
        Should.Throw<InputException>(() => folder.OpenNewest()).Message.ShouldContain("version 11");
        CheckpointReader.IsOfOtherVersion(newest).ShouldBeTrue();
        File.WriteAllBytes(newest, bytes[..47]);
        CheckpointReader.IsOfOtherVersion(newest).ShouldBeFalse();
        File.WriteAllBytes(newest, [.. "NOTFLEX1"u8, .. bytes[8..]]);
        CheckpointReader.IsOfOtherVersion(newest).ShouldBeFalse();
    }

    [Fact]
    public void Files_of_other_names_in_the_folder_are_left_alone()
    {
        var folder = new CheckpointFolder(_folder, generations: 1);
        File.WriteAllText(In("checkpoint-old.flexckpt"), "of somebody else");
        folder.OpenNewest().ShouldBeNull();
        folder.Save([CheckpointSection.Json("n", 1)]).ShouldEndWith("checkpoint-000001.flexckpt");
        folder.Save([CheckpointSection.Json("n", 2)]);
        Directory.GetFiles(_folder).Select(Path.GetFileName).Order().ShouldBe(["checkpoint-000002.flexckpt", "checkpoint-old.flexckpt"]);
    }
}
