using System.IO.Compression;
using System.Text.Json.Nodes;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Results.Report;

namespace Flex3D.Stages.Tests.Results.Report;

public class PackedArraysTests
{
    private static readonly float[] s_values = [.. Enumerable.Range(0, 999).Select(i => (float)(40 * Math.Sin(0.01 * i) + CounterRandom.Normal(1, 2, 0, (ulong)i, 0)))];

    // As the remarks of PackedArrays say it, and by another inflater.
    private static double[] Unpacked(PackedArrays arrays, string name)
    {
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(Convert.FromBase64String(arrays.ToBase64())), CompressionMode.Decompress))
        {
            zlib.CopyTo(bytes);
        }
        JsonObject entry = arrays.Index[name]!.AsObject();
        int at = (int)(long)entry["at"]!, count = (int)entry["count"]!, stride = (int)entry["stride"]!;
        ushort[] steps = new ushort[count];
        for (int i = 0; i < count; i++)
        {
            steps[i] = (ushort)(bytes.GetBuffer()[at + i] + 256 * bytes.GetBuffer()[at + count + i] + (stride > 0 && i >= stride ? steps[i - stride] : 0));
        }
        return [.. steps.Select(step => step == 65535 ? double.NaN : (double)entry["low"]! + step * (double)entry["step"]!)];
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(111)]
    public void Numbers_come_back_to_half_a_step(int stride)
    {
        var arrays = new PackedArrays();
        arrays.AddWhole("before", [1, 2, 3]);
        arrays.Add("values", s_values, stride);
        double step = (s_values.Max() - (double)s_values.Min()) / 65534;
        double[] found = Unpacked(arrays, "values");
        found.Length.ShouldBe(s_values.Length);
        found.Select((value, i) => Math.Abs(value - s_values[i])).Max().ShouldBeLessThanOrEqualTo(0.5001 * step);
    }

    [Fact]
    public void Whole_numbers_come_back_exactly_and_missing_ones_are_missing()
    {
        var arrays = new PackedArrays();
        arrays.AddWhole("whole", [65534, 0, 17, 65534], 1);
        arrays.Add("gaps", [float.NaN, 2, float.PositiveInfinity, 3]);
        arrays.Add("same", [5, 5, 5]);
        Unpacked(arrays, "whole").ShouldBe([65534, 0, 17, 65534]);
        Unpacked(arrays, "gaps").ShouldBe([double.NaN, 2, double.NaN, 3]);
        Unpacked(arrays, "same").ShouldBe([5, 5, 5]);
    }

    [Fact]
    public void A_whole_number_that_does_not_fit_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => new PackedArrays().AddWhole("rows", [65535]));
}
