using System.Buffers.Binary;
using System.Text;
using Flex3D.Fuzz.Measuring;
using Flex3D.Fuzz.Targets;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Fuzz.Tests;

/// <summary>Files that cost a reader more than their size explains, where it does not look out: each once did.</summary>
[Collection("storage")]
public class LargeInputTests
{
    private static string Many(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(line));

    private static byte[] CsDat(string json, params byte[][] columns)
    {
        var stream = new MemoryStream();
        stream.Write([0x95, .. "CSDAT"u8]);
        foreach (byte[] part in columns.Prepend(Encoding.UTF8.GetBytes(json)))
        {
            byte[] size = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(size, part.Length);
            stream.Write(size);
            stream.Write(part);
        }
        return stream.ToArray();
    }

    private static byte[] Npy(string descr, long rows) => NpyFrame.Write($"{{'descr': [{descr}], 'fortran_order': False, 'shape': ({rows},), }}");

    public static IEnumerable<TheoryDataRow<string, string, byte[]>> Files()
    {
        static TheoryDataRow<string, string, byte[]> Row(string format, string what, byte[] bytes) => new(format, what, bytes) { TestDisplayName = what };
        static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
        yield return Row("star", "A table of forty thousand columns", Text("data_\nloop_\n" + Many(40_000, i => $"_label{i}\n") + "1 2 3\n"));
        yield return Row("star", "A table of forty thousand pairs", Text("data_\n" + Many(40_000, i => $"_label{i} 1\n")));
        yield return Row("star", "A line of half a million values", Text("data_\nloop_\n_a\n_b\n" + Many(500_000, _ => "1 ")));
        yield return Row("star", "A word of a million letters", Text("data_\nloop_\n_a\n" + new string('x', 1 << 20)));
        yield return Row("yaml", "Twelve thousand keys", Text(Many(12_000, i => $"k{i}: 1\n")));
        yield return Row("yaml", "A key of a hundred thousand letters", Text(new string('k', 100_000) + ": 1\n"));
        yield return Row("yaml", "A list of sixty thousand values", Text("inputs: {passthrough: [" + Many(60_000, _ => "a,") + "]}\n"));
        yield return Row("yaml", "A file of a million bytes", Text(Many(1 << 17, _ => "seed: 1\n")));
        yield return Row("cs", "Two thousand million rows of nothing", Npy("('a', '|S0')", int.MaxValue));
        yield return Row("cs", "Rows whose size overflows", Npy("('a', '<f4', (65536, 65536)), ('b', '|S1')", int.MaxValue));
        yield return Row("cs", "Rows without columns", Npy("", int.MaxValue));
        yield return Row("cs", "Strings that overlap", CsDat(
            "{\"length\": 4000, \"dtype\": [[\"blob/path\", \"|O\"]], \"compression\": null, \"compressed_fields\": []}",
            [.. Enumerable.Range(0, 4000).SelectMany(i => BitConverter.GetBytes((ulong)i))],
            new byte[60_000].Select(_ => (byte)'x').ToArray()));
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void Costs_no_more_than_its_size_explains(string format, string what, byte[] input)
    {
        var storage = new MemoryStorage();
        IFuzzTarget target = FuzzTargets.Create(format, storage)[0];
        using IDisposable replaced = Storage.Replace(_ => storage);
        new Oracle(storage).Judge(target.Readers, $"/fuzz/{target.FileName}", input)?.What.ShouldBeNull(what);
    }
}
