using System.Buffers.Binary;
using System.Text.Json.Nodes;
using ICSharpCode.SharpZipLib.Zip.Compression;
using ICSharpCode.SharpZipLib.Zip.Compression.Streams;

namespace Flex3D.Stages.Results.Report;

/// <summary>Arrays of numbers for the scripts of a page, 16 bits a number, packed into one text.</summary>
/// <remarks>
/// A number is low + step·q, q from 0 to 65534; 65535 stands for one that is missing. Each q is kept as its difference, modulo 65536, from the one
/// <c>stride</c> before it, the low bytes of an array first and then the high ones, which packs well where numbers follow each other. All arrays together are
/// packed by zlib's format and then base64. The packing is done by managed code: the bytes are the same on every machine.
/// </remarks>
public sealed class PackedArrays
{
    private const int Missing = 65535, Most = 65534;
    private readonly MemoryStream _bytes = new();

    /// <summary>For each array its place among the bytes, its count, stride, low and step.</summary>
    public JsonObject Index { get; } = [];

    /// <summary>Adds numbers, each of which is then off by at most half a step: half of their range over 65534.</summary>
    /// <param name="name">Name of the array, which no other has.</param>
    /// <param name="values">Numbers; those that are not finite are missing.</param>
    /// <param name="stride">Distance between numbers that are alike; 0 for numbers that do not follow each other.</param>
    public void Add(string name, ReadOnlySpan<float> values, int stride = 0)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }
        (low, high) = low <= high ? (low, high) : (0, 0);
        double step = (high - low) / Most;
        int[] steps = new int[values.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = !float.IsFinite(values[i]) ? Missing : step > 0 ? (int)Math.Round((values[i] - low) / step) : 0;
        }
        Add(name, steps, stride, low, step);
    }

    /// <summary>Adds whole numbers from 0 to 65534, exactly.</summary>
    public void AddWhole(string name, ReadOnlySpan<int> values, int stride = 0)
    {
        if (values.ContainsAnyExceptInRange(0, Most))
        {
            throw new ArgumentOutOfRangeException(nameof(values), $"a number of {name} is not between 0 and {Most}");
        }
        Add(name, values, stride, 0, 1);
    }

    /// <summary>Returns all arrays as one text.</summary>
    public string ToBase64()
    {
        using var packed = new MemoryStream();
        using (var zlib = new DeflaterOutputStream(packed, new Deflater(Deflater.DEFAULT_COMPRESSION)) { IsStreamOwner = false })
        {
            zlib.Write(_bytes.GetBuffer(), 0, (int)_bytes.Length);
        }
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    private void Add(string name, ReadOnlySpan<int> steps, int stride, double low, double step)
    {
        Index.Add(name, new JsonObject { ["at"] = _bytes.Length, ["count"] = steps.Length, ["stride"] = stride, ["low"] = low, ["step"] = step });
        byte[] bytes = new byte[2 * steps.Length];
        Span<byte> two = stackalloc byte[2];
        for (int i = 0; i < steps.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(two, (ushort)(steps[i] - (stride > 0 && i >= stride ? steps[i - stride] : 0)));
            (bytes[i], bytes[steps.Length + i]) = (two[0], two[1]);
        }
        _bytes.Write(bytes);
    }
}
