using System.Buffers.Binary;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Images;

/// <summary>The white noise of each image as measured by prep: a mean and a standard deviation, the same at every frequency.</summary>
/// <remarks>
/// Written by <see cref="NoiseMeasurement"/>. File: little-endian float32 pairs (offset, factor), one a particle, after the 8 bytes
/// "FLEXNRM1"; pairs are read when they are asked for. Thread-safe.
/// </remarks>
public sealed class WhiteNoise : INoiseModel
{
    /// <summary>Bytes of the pair of one image.</summary>
    public const int PairBytes = 8;

    private const int AtOnce = 64;
    private readonly IStoredFile _file;
    private readonly string _path;

    private WhiteNoise(IStoredFile file, string path) => (_file, _path) = (file, path);

    /// <summary>Opens a file of pairs; dispose of it to close the file.</summary>
    /// <exception cref="InputException">The file is not of this kind, or not of this many particles.</exception>
    public static WhiteNoise Open(string path, int particles)
    {
        IStoredFile file = Storage.Current.Open(path);
        Span<byte> magic = stackalloc byte[PairBytes];
        if (file.Length == PairBytes * (particles + 1L) && Storage.ReadFully(file, magic, 0) == PairBytes && magic.SequenceEqual(Magic))
        {
            return new(file, path);
        }
        long length = file.Length;
        file.Dispose();
        throw new InputException(path, null, $"{length} bytes", $"\"FLEXNRM1\" and {particles} pairs of float32 ({PairBytes * (particles + 1L)} bytes)", "prepare the particles again");
    }

    /// <summary>Writes a file of pairs.</summary>
    public static void Write(string path, IEnumerable<PixelScaling> scalings) => DurableFile.Write(path, stream =>
    {
        stream.Write(Magic);
        Span<byte> pair = stackalloc byte[PairBytes];
        foreach ((float offset, float factor) in scalings)
        {
            BinaryPrimitives.WriteSingleLittleEndian(pair, offset);
            BinaryPrimitives.WriteSingleLittleEndian(pair[4..], factor);
            stream.Write(pair);
        }
    });

    private static ReadOnlySpan<byte> Magic => "FLEXNRM1"u8;

    /// <inheritdoc/>
    /// <remarks>Pairs of consecutive particles are read together.</remarks>
    public void Read(ReadOnlySpan<int> particles, Span<PixelScaling> scalings)
    {
        Span<byte> block = stackalloc byte[PairBytes * Math.Min(particles.Length, AtOnce)];
        foreach (Neighbours.Run run in new Neighbours(particles, AtOnce))
        {
            Span<byte> bytes = block[..(PairBytes * run.Count)];
            int got = Storage.ReadFully(_file, bytes, PairBytes * (run.First + 1L));
            if (got < bytes.Length)
            {
                throw new InputException(_path, $"particle {run.First + got / PairBytes + 1}", "the end of the file", "a pair of float32", "prepare the particles again");
            }
            for (int i = 0; i < run.Count; i++)
            {
                Span<byte> pair = bytes.Slice(PairBytes * i, PairBytes);
                scalings[run.At + i] = new(BinaryPrimitives.ReadSingleLittleEndian(pair), BinaryPrimitives.ReadSingleLittleEndian(pair[4..]));
            }
        }
    }

    /// <inheritdoc/>
    public Func<double, double>? InverseVariance(int optics) => null;

    public void Dispose() => _file.Dispose();
}
