using System.Buffers.Binary;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using K4os.Compression.LZ4;

namespace Flex3D.Stages.Tests.Formats.CryoSparc;

/// <summary>Datasets built byte by byte in both of cryoSPARC's forms, whole, damaged and joined.</summary>
public class CsFileTests
{
    private static byte[] Numpy(int[] uids, float[] values, string column = "v", string uid = "'<u8'", string more = "")
    {
        string literal = $"{{'descr': [('uid', {uid}), ('{column}', '<f4'), ('name', '|S3'){more}], 'fortran_order': False, 'shape': ({uids.Length},), }}";
        List<byte> bytes = [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)literal.Length), .. Encoding.ASCII.GetBytes(literal)];
        for (int i = 0; i < uids.Length; i++)
        {
            bytes.AddRange(uid.Contains("8") ? BitConverter.GetBytes((ulong)uids[i]) : BitConverter.GetBytes(uids[i]));
            bytes.AddRange(BitConverter.GetBytes(values[i]));
            bytes.AddRange(Encoding.ASCII.GetBytes($"n{uids[i] % 100:00}"));
        }
        return [.. bytes];
    }

    private static readonly (string Name, string Type, byte[] Bytes)[] TwoRows =
    [
        ("uid", "\"<u8\"", [.. BitConverter.GetBytes(7UL), .. BitConverter.GetBytes(9UL)]),
        ("shift", "\"<f4\", [2]", [.. new[] { 1f, 2f, 3f, 4f }.SelectMany(BitConverter.GetBytes)]),
        ("fixed", "\"|S2\"", [.. "ab"u8, .. "c\0"u8]),
        ("path", "\"|O\"", [.. BitConverter.GetBytes(1UL), .. BitConverter.GetBytes(4UL)]),
    ];

    private static byte[] Stream((string Name, string Type, byte[] Bytes)[] columns, byte[] heap, int rows = 2, string packed = "", string header = "")
    {
        if (header.Length == 0)
        {
            header = $"{{\"length\": {rows}, \"dtype\": [{string.Join(", ", columns.Select(c => $"[\"{c.Name}\", {c.Type}]"))}], \"compression\": \"lz4\", \"compressed_fields\": [{packed}]}}";
        }
        List<byte> bytes = [0x95, .. "CSDAT"u8];
        foreach (byte[] part in (byte[][])[Encoding.UTF8.GetBytes(header), .. rows == 0 ? [] : columns.Select(c => c.Bytes)])
        {
            byte[] size = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(size, part.Length);
            bytes.AddRange([.. size, .. part]);
        }
        return [.. bytes, .. heap];
    }

    private static byte[] Heap => [.. "\0ab\0cde"u8];

    [Fact]
    public void A_stream_of_columns_gives_numbers_texts_and_names()
    {
        using var folder = new TemporaryFolder();
        CsFile file = CsFile.Read(folder.Bytes("a.cs", Stream(TwoRows, Heap)));
        (file.Count, file.Uid(0), file.Uid(1), file.Elements("shift"), file.IsText("path"), file.IsText("fixed"), file.IsText("shift")).ShouldBe((2, 7UL, 9UL, 2, true, true, false));
        (file.Number("shift", 0), file.Number("shift", 0, 1), file.Number("shift", 1), file.Number("shift", 1, 1)).ShouldBe((1, 2, 3, 4));
        (file.Text("path", 0), file.Text("path", 1), file.Text("fixed", 0), file.Text("fixed", 1)).ShouldBe(("ab", "cde", "ab", "c"));
        file.Names.ShouldBe(["uid", "shift", "fixed", "path"]);
        CsFile some = CsFile.Read(folder["a.cs"], wanted: name => name == "path");
        (some.Has("uid"), some.Has("path"), some.Has("shift"), some.Text("path", 1)).ShouldBe((true, true, false, "cde"));
        some.Names.Count.ShouldBe(4);
    }

    [Fact]
    public void A_packed_column_is_unpacked()
    {
        using var folder = new TemporaryFolder();
        byte[] plain = new byte[16_000], target = new byte[LZ4Codec.MaximumOutputSize(plain.Length)];
        byte[] packed = target[..LZ4Codec.Encode(plain, target)];
        packed.Length.ShouldBeLessThan(80, "nearly as dense as a block can be");
        (string, string, byte[])[] columns = [("uid", "\"<u8\"", [.. Enumerable.Range(0, 2000).SelectMany(i => BitConverter.GetBytes((ulong)i))]), ("z", "\"<f8\"", packed)];
        CsFile file = CsFile.Read(folder.Bytes("a.cs", Stream(columns, [], rows: 2000, packed: "\"z\"")));
        (file.Count, file.Number("z", 1999)).ShouldBe((2000, 0));
        columns[1].Item3 = packed[..^3];
        Refusal.Says(() => CsFile.Read(folder.Bytes("b.cs", Stream(columns, [], rows: 2000, packed: "\"z\""))), "b.cs", "column 'z'", "does not unpack");
        columns[1].Item3 = [1];
        Refusal.Says(() => CsFile.Read(folder.Bytes("b.cs", Stream(columns, [], rows: 2000, packed: "\"z\""))), "b.cs", "column 'z'", "16000 bytes (2000 rows of 8)");
    }

    [Theory]
    [InlineData(0), InlineData(1)]
    public void A_column_of_another_length_is_refused(int change)
    {
        using var folder = new TemporaryFolder();
        (string Name, string Type, byte[] Bytes)[] columns = [.. TwoRows];
        columns[1].Bytes = change == 0 ? columns[1].Bytes[..15] : [.. columns[1].Bytes, 0];
        Refusal.Says(() => CsFile.Read(folder.Bytes("a.cs", Stream(columns, Heap))), "a.cs", "column 'shift'", $"found {columns[1].Bytes.Length} bytes", "16 bytes (2 rows of 8)");
    }

    [Fact]
    public void A_text_beyond_the_heap_and_texts_that_overlap_are_refused()
    {
        using var folder = new TemporaryFolder();
        (string Name, string Type, byte[] Bytes)[] columns = [.. TwoRows];
        columns[3].Bytes = [.. BitConverter.GetBytes(1UL), .. BitConverter.GetBytes(7UL)];
        Refusal.Says(() => CsFile.Read(folder.Bytes("a.cs", Stream(columns, Heap))), "a.cs", "column 'path', row 2", "a string at byte 7 of the heap");
        columns[3].Bytes = [.. BitConverter.GetBytes(0UL), .. BitConverter.GetBytes(1UL)];
        Refusal.Says(() => CsFile.Read(folder.Bytes("a.cs", Stream(columns, "abcdef"u8.ToArray()))), "a.cs", "column 'path', row 2", "overlap");
        columns[3].Bytes = [.. BitConverter.GetBytes(2UL), .. BitConverter.GetBytes(2UL)];
        CsFile.Read(folder.Bytes("a.cs", Stream(columns, "abcdef"u8.ToArray()))).Text("path", 1).ShouldBe("cdef", "the last may have no zero behind it");
        columns[3].Bytes = [.. BitConverter.GetBytes(6UL), .. BitConverter.GetBytes(0UL)];
        CsFile.Read(folder.Bytes("a.cs", Stream(columns, "abcdef\0"u8.ToArray()))).Text("path", 0).ShouldBe("");
    }

    [Fact]
    public void A_dataset_without_rows_has_its_columns()
    {
        using var folder = new TemporaryFolder();
        foreach (byte[] bytes in new[] { Stream(TwoRows, [], rows: 0), Numpy([], []) })
        {
            CsFile file = CsFile.Read(folder.Bytes("a.cs", bytes));
            (file.Count, file.Has("uid"), file.Names[0]).ShouldBe((0, true, "uid"));
        }
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"dtype\": []}")]
    [InlineData("{\"length\": 1}")]
    [InlineData("{\"length\": -1, \"dtype\": []}")]
    [InlineData("{\"length\": 1.5, \"dtype\": []}")]
    [InlineData("{\"length\": 1, \"dtype\": [[]]}")]
    [InlineData("{\"length\": 1, \"dtype\": [[\"a\", 4]]}")]
    [InlineData("{\"length\": 1, \"dtype\": {}}")]
    public void A_header_that_lacks_rows_or_columns_is_refused(string header)
    {
        using var folder = new TemporaryFolder();
        Refusal.Says(() => CsFile.Read(folder.Bytes("a.cs", Stream([], [], header: header))), "a.cs", "header: found JSON without the row count and columns");
    }

    [Fact]
    public void A_stream_that_ends_anywhere_is_refused_with_its_place()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = Stream(TwoRows, Heap);
        Refusal.Says(() => CsFile.Read(folder.Bytes("a.cs", whole[..8])), "a.cs", "the header, byte 8", "4 more bytes");
        Refusal.Says(() => CsFile.Read(folder.Bytes("a.cs", whole[..20])), "a.cs", "the header, byte 10: found the end of the file");
        Refusal.Says(() => CsFile.Read(folder.Bytes("a.cs", whole[..^8])), "a.cs", "column 'path'");
        CsFile.Read(folder.Bytes("a.cs", [.. Stream(TwoRows[..2], [])])).Number("shift", 1, 1).ShouldBe(4, "no text, no heap");
    }

    [Fact]
    public void Passthrough_columns_are_joined_on_the_uid_and_the_first_file_wins()
    {
        using var folder = new TemporaryFolder();
        string main = folder.Bytes("main.cs", Numpy([7, 9], [70, 90])), passthrough = folder.Bytes("p.cs", Numpy([9, 8, 7], [1, 2, 3], column: "w"));
        string other = folder.Bytes("q.cs", Stream([.. TwoRows, ("v", "\"<f4\"", [.. BitConverter.GetBytes(5f), .. BitConverter.GetBytes(6f)])], Heap));
        CsFile file = CsFile.Read(main, [passthrough, other]);
        (file.Number("v", 0), file.Number("v", 1), file.Number("w", 0), file.Number("w", 1)).ShouldBe((70, 90, 3, 1));
        (file.Text("path", 0), file.Text("path", 1), file.Text("name", 0)).ShouldBe(("ab", "cde", "n07"));
        file.Names.ShouldBe(["uid", "v", "name", "w", "shift", "fixed", "path"]);
        CsFile wanted = CsFile.Read(main, [passthrough, other], name => name is "v" or "path");
        (wanted.Has("v"), wanted.Has("path"), wanted.Has("w"), wanted.Has("shift")).ShouldBe((true, true, false, false));
        CsFile.Read(main).RowsByUid(CsFile.Read(passthrough)).ShouldBe([2, 0]);
        CsFile.Read(main).RowsByUid(CsFile.Read(passthrough), [1]).ShouldBe([0]);
    }

    [Fact]
    public void A_passthrough_may_lack_particles_and_is_refused_where_it_has_none_or_one_twice()
    {
        using var folder = new TemporaryFolder();
        string main = folder.Bytes("main.cs", Numpy([7, 9], [70, 90]));
        CsFile fewer = CsFile.Read(main, [folder.Bytes("p.cs", Numpy([8, 9], [1, 2], column: "w"))]);
        (fewer.AbsentFrom(0), fewer.AbsentFrom(1), fewer.Number("w", 1)).ShouldBe((folder["p.cs"], null, 2));
        Refusal.Says(() => CsFile.Read(main).RowsByUid(CsFile.Read(folder["p.cs"])), "p.cs", "no particle with uid 7", "main.cs");
        Refusal.Says(() => CsFile.Read(main, [folder.Bytes("p.cs", Numpy([1, 2, 3], [1, 2, 3], column: "w"))]), "p.cs", "none of the 2 particles", "main.cs", "another job's");
        Refusal.Says(() => CsFile.Read(folder.Bytes("m.cs", Numpy([7, 9, 7], [1, 2, 3])), [folder.Bytes("p.cs", Numpy([7, 9], [1, 2], column: "w"))]), "m.cs", "row 3", "uid 7 a second time, first in row 1");
        Refusal.Says(() => CsFile.Read(main, [folder.Bytes("p.cs", Numpy([7, 9, 7], [1, 2, 3], column: "w"))]), "p.cs", "row 3", "uid 7 a second time");
        Refusal.Says(() => CsFile.Read(main, [folder.Bytes("p.cs", Numpy([7, 9], [1, 2], column: "w", uid: "'<u4'"))]), "p.cs", "no column 'uid'");
        Refusal.Says(() => CsFile.Read(folder.Bytes("m.cs", Numpy([7, 9], [1, 2], uid: "'<u4'")), [folder.Bytes("p.cs", Numpy([7, 9], [1, 2], column: "w"))]), "m.cs", "no column 'uid'");
    }

    [Fact]
    public void A_file_is_known_by_its_first_bytes_or_its_name()
    {
        using var folder = new TemporaryFolder();
        CsFile.IsDataset(folder.Bytes("a.dat", Numpy([], []))).ShouldBeTrue();
        CsFile.IsDataset(folder.Bytes("b.dat", Stream([], []))).ShouldBeTrue();
        CsFile.IsDataset(folder.Bytes("c.dat", "data_particles"u8.ToArray())).ShouldBeFalse();
        CsFile.IsDataset(folder.Bytes("d.dat", "da"u8.ToArray())).ShouldBeFalse();
        CsFile.IsDataset(folder.Bytes("E.CS", "anything"u8.ToArray())).ShouldBeTrue();
        Refusal.Says(() => CsFile.Read(folder.Bytes("f.cs", "abc"u8.ToArray())), "f.cs", "a file of 3 bytes");
        Refusal.Says(() => CsFile.Read(folder.Bytes("g.cs", "abcdefg"u8.ToArray())), "g.cs", "bytes 616263646566");
    }
}
