using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Particles.Grouping;

/// <summary>Splits images by whole micrographs, of which particles share ice, defocus and, where their boxes overlap, noise.</summary>
/// <remarks>
/// Both draws depend on the seed and the table alone. Where micrographs are too few for a draw to be near the number asked for, the images are to be drawn one by one.
/// A draw reads the rows once, and takes a few bytes for each of <see cref="Particle.MostMicrographs"/>.
/// </remarks>
public static class WholeMicrographs
{
    /// <summary>The fewest micrographs of a draw: with fewer, the defocus and ice of single ones decide what the images show.</summary>
    public const int Fewest = 5;

    /// <summary>Half-sets are drawn by micrograph where none has more than one in so many of the images: each half-set then has 47.5 to 52.5 % of them.</summary>
    public const int OneIn = 20;

    /// <summary>Returns the number of images of the largest micrograph; 0 where micrographs are not known.</summary>
    public static int Largest(ImageGroups images) => images.Micrographs == 0 ? 0 : Sizes(images).Max();

    /// <summary>Draws the half-set, 1 or 2, of each micrograph: in random order, each goes to the half-set that has fewer images.</summary>
    /// <returns>Half-sets by the number of the micrograph; null where one has more than a <see cref="OneIn"/>th of the images, or micrographs are not known.</returns>
    public static byte[]? Halves(ImageGroups images, ulong seed)
    {
        int[] sizes = Sizes(images);
        if (images.Micrographs == 0 || (long)OneIn * sizes.Max() > images.Images)
        {
            return null;
        }
        byte[] halves = new byte[sizes.Length];
        int first = 0, second = 0;
        var order = new CounterPermutation(sizes.Length, seed, Purpose.HalfSet, 1);
        for (int i = 0; i < sizes.Length; i++)
        {
            int micrograph = order[i];
            halves[micrograph] = (byte)(first <= second ? 1 : 2);
            (first, second) = first <= second ? (first + sizes[micrograph], second) : (first, second + sizes[micrograph]);
        }
        return halves;
    }

    /// <summary>Draws the images of whole micrographs to be held out of training: micrographs in random order, until they have the number wanted, passing over those with which they would have twice as many.</summary>
    /// <param name="images">The images.</param>
    /// <param name="wanted">The number of images to hold out, at most half of them.</param>
    /// <returns>The first row of each image drawn, ascending, and the number of their micrographs; null where fewer than <see cref="Fewest"/> have about so many images.</returns>
    public static (int[] First, int Micrographs)? Draw(ImageGroups images, int wanted, ulong seed)
    {
        if (images.Micrographs == 0 || wanted == 0)
        {
            return null;
        }
        int[] sizes = Sizes(images);
        int most = Math.Min(2 * wanted, images.Images / 2), total = 0, micrographs = 0;
        bool[] drawn = new bool[sizes.Length];
        var order = new CounterPermutation(sizes.Length, seed, Purpose.HeldOut, 2);
        for (int i = 0; i < sizes.Length && (total < wanted || micrographs < Fewest); i++)
        {
            int micrograph = order[i], size = sizes[micrograph];
            if (size > 0 && total + size <= most)
            {
                drawn[micrograph] = true;
                total += size;
                micrographs++;
            }
        }
        bool enough = micrographs >= Fewest && total >= 0.9 * wanted; // less than wanted only where that is near half of all
        return enough ? ([.. Enumerable.Range(0, images.Rows).Where(row => images.IsFirst(row) && drawn[images.MicrographOf(row)])], micrographs) : null;
    }

    // The number of images of each micrograph, by its number.
    private static int[] Sizes(ImageGroups images)
    {
        int[] sizes = new int[Particle.MostMicrographs + 1];
        for (int row = 0; row < images.Rows; row++)
        {
            sizes[images.MicrographOf(row)] += images.IsFirst(row) ? 1 : 0;
        }
        return sizes;
    }
}
