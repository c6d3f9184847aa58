using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Images;

/// <summary>Reads the Fourier-cropped images that preparation wrote to disk: one stack, in the order of the table.</summary>
public sealed class PreparedParticles : ImageSource, IDisposable
{
    private readonly ParticleTable _table;
    private readonly MrcStack _stack;

    /// <summary>Opens the stack; dispose of the particles to close it.</summary>
    /// <param name="table">The particles.</param>
    /// <param name="stackPath">The prepared stack; it has as many images as the table has rows.</param>
    /// <param name="noise">The noise model of the images. Its offsets are not subtracted again, as preparation has done so.</param>
    /// <param name="fullBox">Box of the input images: full box / prepared box scales the pixel size.</param>
    /// <param name="stackFile">The file to read the stack's bytes from, disposed of with the particles; null to open <paramref name="stackPath"/>.</param>
    /// <exception cref="InputException">There is no such stack, or it is not of this many particles.</exception>
    public static PreparedParticles Open(ParticleTable table, string stackPath, INoiseModel noise, int fullBox, IStoredFile? stackFile = null)
    {
        var stack = MrcStack.Open(stackPath, stackFile);
        if (stack.Count != table.Count)
        {
            stack.Dispose();
            throw new InputException(stackPath, null, $"{stack.Count} images", $"one for each of the {table.Count} particles of '{table.SourcePath}'", "prepare the particles again");
        }
        return new(table, stack, noise, fullBox);
    }

    private PreparedParticles(ParticleTable table, MrcStack stack, INoiseModel noise, int fullBox)
        : base(table, noise, stack.Width, fullBox / (double)stack.Width) => (_table, _stack) = (table, stack);

    protected override void ReadPixels(ReadOnlySpan<int> particles, ImageBatch images)
    {
        foreach (Neighbours.Run run in new Neighbours(particles))
        {
            _stack.ReadImages(run.First, images.Pixels.Slice(run.At * Box * Box, run.Count * Box * Box));
        }
        for (int i = 0; i < particles.Length; i++)
        {
            Span<float> image = images.Image(i);
            int bad = PixelCheck.FirstNotFinite(image);
            if (bad >= 0 || PixelCheck.IsFlat(image))
            {
                throw new InputException(
                    _stack.Path, $"particle {_table[particles[i]].SourceRow + 1} (image {particles[i] + 1}, from byte {_stack.OffsetOf(particles[i])})", bad >= 0 ? $"pixel {bad} of {image[bad]}" : $"nothing but {image[0]}", "the image that was prepared",
                    "the prepared stack is damaged: run prep again");
            }
            images.Scalings[i] = images.Scalings[i] with { Offset = 0 };
        }
    }

    public void Dispose() => _stack.Dispose();
}
