using System.Globalization;

namespace Flex3D.Pipeline.Steps.Shards;

/// <summary>Measures how fast images are read: bytes, particles and the time spent in reading itself. Thread-safe.</summary>
internal sealed class ReadingMeter(TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long _particles, _bytes, _ticks;

    /// <summary>Runs <paramref name="read"/>, and adds its particles, bytes and time.</summary>
    public void Measure(int particles, long bytes, Action read)
    {
        long began = _clock.GetTimestamp();
        read();
        Interlocked.Add(ref _ticks, _clock.GetTimestamp() - began);
        Interlocked.Add(ref _particles, particles);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        double seconds = Math.Max(1e-9, (double)_ticks / _clock.TimestampFrequency);
        return string.Create(CultureInfo.InvariantCulture, $"{_particles} images ({_bytes / 1e6:0.0} MB) in {seconds:0.00} s of reading: {_bytes / 1e6 / seconds:0} MB/s, {_particles / seconds:0} particles/s");
    }
}
