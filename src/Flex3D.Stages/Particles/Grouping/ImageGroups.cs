using System.Collections;
using System.Runtime.InteropServices;

namespace Flex3D.Stages.Particles.Grouping;

/// <summary>Tells which rows of a particle table have the same image, and which images are from the same micrograph, so that whatever splits particles at random can split images and micrographs.</summary>
/// <remarks>An image is known by its first row, which also decides its micrograph. Takes four bytes a row where some rows share an image, and two where the table names micrographs.</remarks>
public sealed class ImageGroups
{
    private readonly int[]? _first;
    private readonly ushort[]? _micrograph;

    private ImageGroups(int rows, int images, int[]? first, ushort[]? micrograph, int micrographs) => (Rows, Images, _first, _micrograph, Micrographs) = (rows, images, first, micrograph, micrographs);

    /// <summary>Number of rows of the table.</summary>
    public int Rows { get; }

    /// <summary>Number of different images.</summary>
    public int Images { get; }

    /// <summary>Whether some rows have the same image.</summary>
    public bool Shared => _first is not null;

    /// <summary>The number of different micrographs; 0 where the table does not name that of every row.</summary>
    public int Micrographs { get; }

    /// <summary>Rows that each have an image of their own, of unknown micrographs.</summary>
    public static ImageGroups Alone(int rows) => new(rows, rows, null, null, 0);

    /// <summary>Groups the rows of a table by <see cref="Particle.Image"/> and <see cref="Particle.Micrograph"/>.</summary>
    /// <exception cref="IOException">The file the rows are in cannot be read.</exception>
    public static ImageGroups Of(ParticleTable table)
    {
        if (!table.HasSharedImages && !table.HasMicrographs)
        {
            return Alone(table.Count);
        }
        int[]? first = table.HasSharedImages ? new int[table.Count] : null;
        ushort[]? micrograph = table.HasMicrographs ? new ushort[table.Count] : null;
        var known = new Dictionary<int, int>();
        var named = new BitArray(Particle.MostMicrographs + 1);
        int row = 0, images = 0;
        foreach (Particle particle in table.All())
        {
            int of = row;
            if (first is not null && particle.Image != 0)
            {
                ref int found = ref CollectionsMarshal.GetValueRefOrAddDefault(known, particle.Image, out bool exists);
                found = exists ? found : row;
                of = found;
            }
            first?[row] = of;
            images += of == row ? 1 : 0;
            if (micrograph is not null)
            {
                micrograph[row] = of == row ? (ushort)particle.Micrograph : micrograph[of];
                named[micrograph[row]] = true;
            }
            row++;
        }
        return new ImageGroups(row, images, images == row ? null : first, micrograph, micrograph is null ? 0 : named.Cast<bool>().Count(there => there));
    }

    /// <summary>Returns the first row that has the image of a row.</summary>
    public int First(int row) => _first is null ? row : _first[row];

    /// <summary>Whether no earlier row has the image of this one.</summary>
    public bool IsFirst(int row) => First(row) == row;

    /// <summary>Returns the number of a row's micrograph, 1 to <see cref="Particle.MostMicrographs"/>; 0 where <see cref="Micrographs"/> is 0.</summary>
    public int MicrographOf(int row) => _micrograph?[row] ?? 0;

    /// <summary>Returns all rows of some images, ascending.</summary>
    /// <param name="first">First row of each image; sorted by this call.</param>
    public int[] RowsOf(int[] first)
    {
        Array.Sort(first);
        return _first is null ? first : [.. Enumerable.Range(0, Rows).Where(row => Array.BinarySearch(first, _first[row]) >= 0)];
    }
}
