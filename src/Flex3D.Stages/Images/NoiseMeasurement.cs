using System.Runtime.InteropServices;
using Flex3D.Stages.Files;
using Flex3D.Stages.Imaging;

namespace Flex3D.Stages.Images;

/// <summary>The noise of each image as it is measured, in the order of the table; and the factors that follow when all are.</summary>
/// <remarks>
/// Where the deviations of a group scatter no more than sampling explains, the images were normalised before and one factor a group
/// is kept, which is less noisy than one an image. What was measured waits in a file of its own, so that memory does not grow.
/// </remarks>
public sealed class NoiseMeasurement : IDisposable
{
    private const int BufferBytes = 1 << 16;

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Measured(int Group, float Offset, float Deviation);

    private readonly string _scratch;
    private readonly IStoredFile _file;
    private readonly BufferedStream _stream;
    private readonly double[] _square, _log, _logSquare;
    private readonly int[] _count;
    private int _total;

    /// <param name="scratch">A file for what was measured, deleted on disposal.</param>
    /// <param name="groups">Optics groups of the table.</param>
    public NoiseMeasurement(string scratch, int groups)
    {
        _scratch = scratch;
        Storage.Current.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(scratch))!);
        _file = Storage.Current.Create(scratch);
        _stream = new BufferedStream(new StoredStream(_file, writable: true), BufferBytes);
        (_square, _log, _logSquare, _count) = (new double[groups], new double[groups], new double[groups], new int[groups]);
    }

    /// <summary>Adds the next particle of the table.</summary>
    /// <param name="group">Its optics group.</param>
    /// <param name="offset">Mean of its background.</param>
    /// <param name="deviation">Standard deviation of its noise before it was filtered, &gt; 0.</param>
    public void Add(int group, float offset, float deviation)
    {
        var measured = new Measured(group, offset, deviation);
        _stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Measured>(in measured)));
        double value = Math.Log(deviation);
        _square[group] += (double)deviation * deviation;
        _log[group] += value;
        _logSquare[group] += value * value;
        _count[group]++;
        _total++;
    }

    /// <summary>Writes the file of a <see cref="WhiteNoise"/>.</summary>
    /// <param name="backgroundPixels">Pixels each deviation was measured on.</param>
    public void Save(string path, int backgroundPixels)
    {
        float[] shared = [.. Enumerable.Range(0, _count.Length).Select(group => SharedFactor(group, backgroundPixels))];
        WhiteNoise.Write(path, Measurements().Select(m => new PixelScaling(m.Offset, shared[m.Group] > 0 ? shared[m.Group] : (float)(1.0 / m.Deviation))));
    }

    public void Dispose()
    {
        _file.Dispose(); // not the stream: that would write again after a failure
        Storage.Current.Delete(_scratch);
    }

    /// <summary>The one factor of a group that was normalised before; 0 for a group whose images keep their own.</summary>
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

    private IEnumerable<Measured> Measurements()
    {
        _stream.Flush();
        _stream.Position = 0;
        for (int i = 0; i < _total; i++)
        {
            Measured measured = default;
            _stream.ReadExactly(MemoryMarshal.AsBytes(new Span<Measured>(ref measured)));
            yield return measured;
        }
    }
}
