using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Images;

/// <summary>Shards of the Fourier-cropped images that preparation left on disk: one stack, in the order of the table.</summary>
public sealed class PreparedParticles : IShardSource, IDisposable
{
    private readonly ParticleTable _table;
    private readonly MrcStack _stack;
    private readonly NoiseNormalisation _normalisation;
    private readonly ImagePreparer _preparer;

    /// <param name="table">The particles.</param>
    /// <param name="stackPath">The prepared stack; as many images as the table has rows.</param>
    /// <param name="normalisation">Its factors are applied on reading; offsets have been already.</param>
    /// <param name="fullBox">Box of the input images: full box / prepared box scales the pixel size.</param>
    /// <param name="stackFile">What to read the stack's bytes through, disposed of with the particles; null to open <paramref name="stackPath"/>.</param>
    public PreparedParticles(ParticleTable table, string stackPath, NoiseNormalisation normalisation, int fullBox, IStoredFile? stackFile = null)
    {
        _table = table;
        _stack = MrcStack.Open(stackPath, stackFile);
        if (_stack.Count != table.Count)
        {
            throw new InputException(stackPath, null, $"{_stack.Count} images", $"one for each of the {table.Count} particles of '{table.SourcePath}'", "prepare the particles again");
        }
        _normalisation = normalisation;
        _preparer = new ImagePreparer(table, _stack.Width, fullBox / (double)_stack.Width);
    }

    /// <summary>N of the prepared images.</summary>
    public int Box => _stack.Width;

    public void Read(ReadOnlySpan<int> particles, Span<float> images)
    {
        int pixels = Box * Box;
        Span<(float Offset, float Factor)> pairs = stackalloc (float, float)[particles.Length];
        _normalisation.Read(particles, pairs);
        foreach (Neighbours.Run run in new Neighbours(particles))
        {
            _stack.ReadImages(run.First, images.Slice(run.At * pixels, run.Count * pixels));
        }
        for (int i = 0; i < particles.Length; i++)
        {
            Span<float> image = images.Slice(i * pixels, pixels);
            int bad = PixelCheck.FirstNotFinite(image);
            if (bad >= 0 || PixelCheck.IsFlat(image))
            {
                throw new InputException(
                    _stack.Path, $"particle {_table[particles[i]].SourceRow + 1} (image {particles[i] + 1}, from byte {_stack.OffsetOf(particles[i])})", bad >= 0 ? $"pixel {bad} of {image[bad]}" : $"nothing but {image[0]}", "the image that was prepared",
                    "the prepared stack is damaged: run prep again");
            }
            float factor = pairs[i].Factor;
            for (int k = 0; k < pixels; k++)
            {
                image[k] *= factor;
            }
        }
    }

    public void Prepare(ReadOnlySpan<int> particles, ReadOnlySpan<float> images, ImageShard shard) => _preparer.Prepare(particles, images, shard);

    public void Dispose() => _stack.Dispose();
}
