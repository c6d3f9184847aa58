using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Subspaces;

/// <summary>The options of a fit of a linear subspace, all of them decided.</summary>
public sealed record SubspaceOptions
{
    /// <summary>The largest number of components, that of a latent's coordinates.</summary>
    public const int MostComponents = 8;

    private const double PixelAngstrom = 6;
    private const int SmallestBox = 16, LargestBox = 48, Updates = 24, LeastPasses = 3, MostPasses = 12;

    /// <summary>Seed of the components that the fit begins with and of the order in which images are read.</summary>
    public ulong Seed { get; init; }

    /// <summary>Number of components q, 1 to <see cref="MostComponents"/>.</summary>
    public required int Components { get; init; }

    /// <summary>Box of the images and of the components, pixels, smaller than that of the training images.</summary>
    public required int Box { get; init; }

    /// <summary>Number of passes over the images that the subspace is fitted to.</summary>
    public required int Passes { get; init; }

    /// <summary>The number of images from which the components are improved at once.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>The number of images in a shard.</summary>
    public int ShardSize { get; init; } = 16;

    /// <summary>The most images of a pass: more of them hardly improve so few components.</summary>
    public int MostImages { get; init; } = 20_000;

    /// <summary>Standard deviation of the images' contrasts, which are no part of the subspace.</summary>
    public double ContrastSpread { get; init; } = 0.2;

    /// <summary>Returns the number of components that are fitted for K latent coordinates: two more, where a latent can have so many, so that their gains say what K leaves out.</summary>
    public static int ComponentsFor(int latents) => Math.Min(MostComponents, latents + 2);

    /// <summary>Chooses the options from the data: pixels of about 6 Å, and passes until the components have been improved 24 times.</summary>
    /// <param name="trainingBox">Box of the training images, pixels.</param>
    /// <param name="pixelSize">Å per pixel of these.</param>
    /// <param name="latents">Number of latent coordinates K.</param>
    /// <param name="trained">Number of particles that are trained on.</param>
    public static SubspaceOptions For(int trainingBox, double pixelSize, int latents, int trained, ulong seed)
    {
        int box = BoxSizes.FastAtMost(Math.Clamp((int)(trainingBox * pixelSize / PixelAngstrom), SmallestBox, LargestBox));
        var options = new SubspaceOptions { Seed = seed, Components = ComponentsFor(latents), Box = Math.Min(box, trainingBox - 2), Passes = LeastPasses };
        int updates = Math.Max(1, Math.Min(trained, options.MostImages) / options.BatchSize);
        return options with { Passes = Math.Clamp((Updates + updates - 1) / updates, LeastPasses, MostPasses) };
    }
}
