using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Runs;

/// <summary>A file that a run read, with the length and the hash that identify it.</summary>
/// <param name="Path">Path of the file when it was read.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Hash"><c>sha256:…</c> of every byte, or <c>sampled-sha256:…</c> for a large file: see <see cref="Of"/>.</param>
internal sealed record InputRecord(string Path, long Bytes, string Hash)
{
    /// <summary>Files up to this length are hashed whole.</summary>
    public const long WholeUpTo = 64L << 20;

    private const int Samples = 64;
    private const int SampleLength = 64 << 10;

    /// <summary>Records a file.</summary>
    /// <remarks>
    /// A stack can have a terabyte. Above <see cref="WholeUpTo"/> the hash is over the length, the time of the last change and 64
    /// samples of 64 KiB spread evenly from the first byte to the last: it detects another, a longer or a rewritten file, and may
    /// miss a few bytes changed in place under the same time.
    /// </remarks>
    public static InputRecord Of(string path)
    {
        using Stream file = Storage.OpenRead(path);
        long length = file.Length;
        if (length <= WholeUpTo)
        {
            return new InputRecord(path, length, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(file)));
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[SampleLength];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, length);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(8), Storage.Current.LastChange(path).Ticks);
        hash.AppendData(buffer, 0, 16);
        for (int i = 0; i < Samples; i++)
        {
            file.Position = (length - SampleLength) * i / (Samples - 1);
            file.ReadExactly(buffer);
            hash.AppendData(buffer);
        }
        return new InputRecord(path, length, "sampled-sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Path} ({Bytes} bytes, {Hash})");
}
