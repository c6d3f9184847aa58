using Flex3D.Stages.Engine;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The rows of some shards, one shard after the other, a batch at a time: which image each row is a candidate of, and its latent.</summary>
internal sealed class RowBatch(DeviceStream stream, RowBuffers rows, int latentDimension)
{
    private readonly PageLockedArray1D<int> _images = stream.Pin<int>(rows.Rows);
    private readonly float[] _latents = new float[rows.Rows * latentDimension];
    private readonly List<RowSegment> _segments = [];

    /// <summary>Rows of the batch.</summary>
    public int Count { get; private set; }

    /// <summary>[row][K]; empty where the model has no latents.</summary>
    public ReadOnlySpan<float> Latents => _latents.AsSpan(0, _hasLatents ? Count * latentDimension : 0);

    /// <summary>The shards that have rows in the batch, in their order.</summary>
    public IReadOnlyList<RowSegment> Segments => _segments;

    private bool _hasLatents;

    /// <summary>Fills the batch with rows from <paramref name="first"/> on, as many as there are buffers for, and starts copying their images' numbers. Returns whether there are any.</summary>
    /// <param name="places">The place of each shard's images.</param>
    /// <param name="first">Number of a row among the rows of all shards.</param>
    /// <param name="hasLatents">Whether the model has latents.</param>
    public bool Fill(IReadOnlyList<ShardCall> calls, ReadOnlySpan<ShardOnDevice> places, int first, bool hasLatents)
    {
        _segments.Clear();
        (Count, _hasLatents) = (0, hasLatents);
        int begins = 0; // first row of the shard among all
        for (int at = 0; at < calls.Count; at++)
        {
            ShardCall call = calls[at];
            int from = Math.Max(first + Count - begins, 0), count = Math.Min(call.Rows - from, rows.Rows - Count);
            if (count > 0)
            {
                Add(call, from, count, places[at].First);
            }
            begins += call.Rows;
        }
        if (Count > 0)
        {
            stream.Upload(rows.ImageOf, _images, Count);
        }
        return Count > 0;
    }

    /// <summary>Starts copying the numbers of images that follow each other, each with one row.</summary>
    /// <param name="image">Number of the first among the images on the device.</param>
    public void Number(int image, int count)
    {
        for (int row = 0; row < count; row++)
        {
            _images.Span[row] = image + row;
        }
        stream.Upload(rows.ImageOf, _images, count);
    }

    private void Add(ShardCall call, int from, int count, int image)
    {
        if (_hasLatents)
        {
            call.Latents.Slice(from * latentDimension, count * latentDimension).CopyTo(_latents.AsSpan(Count * latentDimension));
        }
        for (int row = 0; row < count; row++)
        {
            _images.Span[Count + row] = image + (from + row) / call.Candidates;
        }
        _segments.Add(new(call, from, Count, count));
        Count += count;
    }
}

/// <summary>The rows of a batch that belong to one shard.</summary>
/// <param name="Call">The shard.</param>
/// <param name="From">Number of the first among the shard's rows.</param>
/// <param name="First">Number of the first in the batch.</param>
/// <param name="Count">Their number.</param>
internal readonly record struct RowSegment(ShardCall Call, int From, int First, int Count)
{
    /// <summary>Whether they end with the shard's last row.</summary>
    public bool Ends => From + Count == Call.Rows;

    /// <summary>Where the energies of these rows belong.</summary>
    public Span<CandidateEnergy> Energies => Call.Energies.Slice(From, Count);
}
