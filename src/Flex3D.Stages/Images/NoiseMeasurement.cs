using System.Runtime.InteropServices;
using Flex3D.Stages.Files;
using Flex3D.Stages.Imaging;

namespace Flex3D.Stages.Images;

/// <summary>Collects the measured noise of each image, in the order of the table, and computes the scaling factors once all are measured.</summary>
/// <remarks>
/// Where the deviations of a group scatter no more than sampling explains, the images were normalised before and one factor a group
/// is kept, which is less noisy than one an image. Measured values are kept in a file of its own, so that memory does not grow.
/// </remarks>
public sealed class NoiseMeasurement : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly string _scratch;
    private readonly IStoredFile _file;
    private readonly double[] _square, _log, _logSquare;
    private readonly int[] _count;

    /// <param name="scratch">A file for the measured values, deleted on disposal.</param>
    /// <param name="groups">Number of optics groups of the table.</param>
    public NoiseMeasurement(string scratch, int groups)
    {
        _scratch = scratch;
        Storage.Current.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(scratch))!);
        _file = Storage.Current.Create(scratch);
        (_square, _log, _logSquare, _count) = (new double[groups], new double[groups], new double[groups], new int[groups]);
    }

    /// <summary>The number of particles added so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the next particles of the table.</summary>
    /// <exception cref="IOException">The disk is full or fails, and none of them counts: call it again.</exception>
    public void Add(ReadOnlySpan<MeasuredNoise> particles)
    {
        _file.Write(MemoryMarshal.AsBytes(particles), Count * (long)Marshal.SizeOf<MeasuredNoise>());
        foreach ((int group, _, float deviation) in particles)
        {
            double value = Math.Log(deviation);
            _square[group] += (double)deviation * deviation;
            _log[group] += value;
            _logSquare[group] += value * value;
            _count[group]++;
        }
        Count += particles.Length;
    }

    /// <summary>Writes the file that <see cref="WhiteNoise"/> reads.</summary>
    /// <param name="backgroundPixels">The number of pixels on which each deviation was measured, for each optics group.</param>
    public void Save(string path, IReadOnlyList<int> backgroundPixels)
    {
        float[] shared = [.. Enumerable.Range(0, _count.Length).Select(group => SharedFactor(group, backgroundPixels[group]))];
        WhiteNoise.Write(path, Measurements().Select(m => new PixelScaling(m.Offset, shared[m.Group] > 0 ? shared[m.Group] : (float)(1.0 / m.Deviation))));
    }

    public void Dispose()
    {
        _file.Dispose();
        Storage.Current.Delete(_scratch);
    }

    /// <summary>The common factor of a group whose images were normalised before; 0 for a group whose images keep their own.</summary>
    private float SharedFactor(int group, int backgroundPixels)
    {
        if (_count[group] == 0)
        {
            return 0;
        }
        double mean = _log[group] / _count[group], scatter = _logSquare[group] / _count[group] - mean * mean;
        bool normalised = scatter < 3.0 / (2.0 * backgroundPixels); // variance of log sd from sampling alone: 1/(2n)
        return normalised ? (float)(1 / Math.Sqrt(_square[group] / _count[group])) : 0;
    }

    private IEnumerable<MeasuredNoise> Measurements()
    {
        var stream = new BufferedStream(new StoredStream(_file, writable: false), BufferBytes); // not disposed of: the file is read again if writing fails
        for (int i = 0; i < Count; i++)
        {
            MeasuredNoise measured = default;
            stream.ReadExactly(MemoryMarshal.AsBytes(new Span<MeasuredNoise>(ref measured)));
            yield return measured;
        }
    }
}

/// <summary>The measured noise of one image.</summary>
/// <param name="Group">Index of its optics group.</param>
/// <param name="Offset">Mean of its background.</param>
/// <param name="Deviation">Standard deviation of its noise before it was filtered, &gt; 0.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MeasuredNoise(int Group, float Offset, float Deviation);
