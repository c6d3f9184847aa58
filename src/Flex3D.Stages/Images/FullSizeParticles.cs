using System.Collections.Concurrent;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Images;

/// <summary>Reads full-size images directly from the input stacks, and resamples those of optics groups that have another box.</summary>
public sealed class FullSizeParticles : ImageSource
{
    private readonly ParticleTable _table;
    private readonly ParticleStacks _stacks;
    private readonly WindowResampling?[] _windows;
    private readonly int _scratchLength;
    private readonly ConcurrentBag<float[]> _scratch = [];

    /// <param name="table">The particles.</param>
    /// <param name="stacks">The stacks of the particles.</param>
    /// <param name="noise">The noise model of the images.</param>
    public FullSizeParticles(ParticleTable table, ParticleStacks stacks, INoiseModel noise)
        : base(table, noise, stacks.Box, 1)
    {
        (_table, _stacks) = (table, stacks);
        var windows = table.Optics.Select(group => group.Window).OfType<ImageWindow>().Distinct().ToDictionary(window => window, window => new WindowResampling(window, stacks.Box, stacks.Box));
        _windows = [.. table.Optics.Select(group => group.Window is { } window ? windows[window] : null)];
        _scratchLength = stacks.MostPixels + _windows.Max(window => window?.ScratchLength ?? 0);
    }

    protected override void ReadPixels(ReadOnlySpan<int> particles, ImageBatch images)
    {
        for (int i = 0; i < particles.Length; i++)
        {
            int optics = images.Parameters[i].Optics;
            if (_windows[optics] is { } window)
            {
                images.Scalings[i] = ReadWindow(particles[i], _stacks.BoxOf(optics), window, images.Image(i), images.Scalings[i]);
                continue;
            }
            Read(particles[i], images.Image(i));
        }
    }

    // The background is subtracted before the image gets a margin.
    private PixelScaling ReadWindow(int particle, int box, WindowResampling window, Span<float> image, PixelScaling scaling)
    {
        float[] scratch = _scratch.TryTake(out float[]? pooled) ? pooled : new float[_scratchLength];
        Span<float> pixels = scratch.AsSpan(0, box * box);
        Read(particle, pixels);
        new PixelScaling(scaling.Offset, 1).Apply(pixels);
        window.Apply(pixels, image, scratch.AsSpan(box * box));
        _scratch.Add(scratch);
        return scaling with { Offset = 0 };
    }

    private void Read(int particle, Span<float> image)
    {
        _stacks.Read(particle, image);
        if (PixelCheck.FirstNotFinite(image) is >= 0 and var at)
        {
            Particle row = _table[particle];
            throw new InputException(
                _table.Stacks[row.Stack], $"particle {row.SourceRow + 1} (image {row.Slice + 1}, from byte {_stacks.OffsetOf(particle)}), pixel {at}", $"{image[at]}", "the finite pixels that were there when it was prepared",
                "the stack has changed since: run prep again");
        }
    }
}
