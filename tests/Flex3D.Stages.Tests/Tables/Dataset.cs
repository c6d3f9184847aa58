using System.Text;

namespace Flex3D.Stages.Tests.Tables;

/// <summary>A small dataset as cryoSPARC streams it, built byte by byte.</summary>
internal static class Dataset
{
    /// <summary>Rows of a uid (100, 101, …), a path, and two numbers (0, 1; 2, 3; …).</summary>
    public static byte[] Stream(string[] paths)
    {
        var heap = new List<byte> { 0 };
        var places = new List<byte>();
        foreach (string path in paths)
        {
            places.AddRange(BitConverter.GetBytes((ulong)heap.Count));
            heap.AddRange([.. Encoding.UTF8.GetBytes(path), 0]);
        }
        byte[][] columns =
        [
            [.. Enumerable.Range(0, paths.Length).SelectMany(i => BitConverter.GetBytes(100UL + (ulong)i))],
            [.. places],
            [.. Enumerable.Range(0, 2 * paths.Length).SelectMany(i => BitConverter.GetBytes((float)i))],
        ];
        string header = $"{{\"length\": {paths.Length}, \"dtype\": [[\"uid\", \"<u8\"], [\"blob/path\", \"|O\"], [\"v\", \"<f4\", [2]]], \"compression\": null, \"compressed_fields\": []}}";
        byte[] Sized(byte[] part) => [.. BitConverter.GetBytes(part.Length), .. part];
        return [0x95, .. "CSDAT"u8, .. Sized(Encoding.UTF8.GetBytes(header)), .. columns.SelectMany(Sized), .. heap];
    }
}
