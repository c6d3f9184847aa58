using System.Runtime.InteropServices;

namespace Flex3D.Stages.Particles.Grouping;

/// <summary>Tells which rows of a particle table have the same image, so that whatever splits particles at random splits images.</summary>
/// <remarks>An image is known by its first row. Takes no memory where every row has an image of its own, else four bytes a row.</remarks>
public sealed class ImageGroups
{
    private readonly int[]? _first;

    private ImageGroups(int rows, int images, int[]? first) => (Rows, Images, _first) = (rows, images, first);

    /// <summary>Number of rows of the table.</summary>
    public int Rows { get; }

    /// <summary>Number of different images.</summary>
    public int Images { get; }

    /// <summary>Whether some rows have the same image.</summary>
    public bool Shared => _first is not null;

    /// <summary>Rows that each have an image of their own.</summary>
    public static ImageGroups Alone(int rows) => new(rows, rows, null);

    /// <summary>Groups the rows of a table by <see cref="Particle.Image"/>.</summary>
    /// <exception cref="IOException">The file the rows are in cannot be read.</exception>
    public static ImageGroups Of(ParticleTable table)
    {
        if (!table.HasSharedImages)
        {
            return Alone(table.Count);
        }
        int[] first = new int[table.Count];
        var known = new Dictionary<int, int>();
        int row = 0, images = 0;
        foreach (Particle particle in table.All())
        {
            first[row] = row;
            if (particle.Image != 0)
            {
                ref int found = ref CollectionsMarshal.GetValueRefOrAddDefault(known, particle.Image, out bool exists);
                found = exists ? found : row;
                first[row] = found;
            }
            images += first[row] == row ? 1 : 0;
            row++;
        }
        return images == row ? Alone(row) : new ImageGroups(row, images, first);
    }

    /// <summary>Returns the first row that has the image of a row.</summary>
    public int First(int row) => _first is null ? row : _first[row];

    /// <summary>Whether no earlier row has the image of this one.</summary>
    public bool IsFirst(int row) => First(row) == row;

    /// <summary>Returns all rows of some images, ascending.</summary>
    /// <param name="first">First row of each image; sorted by this call.</param>
    public int[] RowsOf(int[] first)
    {
        Array.Sort(first);
        return _first is null ? first : [.. Enumerable.Range(0, Rows).Where(row => Array.BinarySearch(first, _first[row]) >= 0)];
    }
}
