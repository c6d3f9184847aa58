namespace Flex3D.Stages.Particles.State;

/// <summary>The state of some particles in memory, with each column stored separately: [particle][number], float32.</summary>
public sealed class ParticleBlock : IParticleState
{
    private readonly float[] _values;

    /// <param name="layout">The columns.</param>
    /// <param name="count">The number of particles that it holds, or has room for; their columns begin with the defaults.</param>
    public ParticleBlock(ParticleLayout layout, int count)
    {
        (Layout, Count) = (layout, count);
        _values = new float[(long)count * layout.Width];
        foreach (ParticleColumn column in layout.Columns)
        {
            Values(column).Fill(column.Default);
        }
    }

    /// <summary>Creates a block that has only latents.</summary>
    /// <param name="latents">[particle][K].</param>
    /// <param name="dimension">K ≥ 1.</param>
    public static ParticleBlock OfLatents(ReadOnlySpan<float> latents, int dimension) => OfNumbers(latents, new ParticleLayout(dimension, ParticleColumns.Latents));

    /// <summary>Creates a block from the <see cref="Numbers"/> of another.</summary>
    /// <exception cref="ArgumentException">The numbers are not a whole number of rows of the layout.</exception>
    public static ParticleBlock OfNumbers(ReadOnlySpan<float> numbers, ParticleLayout layout)
    {
        if (numbers.Length % layout.Width != 0)
        {
            throw new ArgumentException($"{numbers.Length} numbers are not {layout.Width} for each particle", nameof(numbers));
        }
        var block = new ParticleBlock(layout, numbers.Length / layout.Width);
        numbers.CopyTo(block._values);
        return block;
    }

    public int Count { get; }

    public ParticleLayout Layout { get; }

    /// <summary>The numbers of all particles, column after column in the order of the layout, each [particle][number].</summary>
    public ReadOnlySpan<float> Numbers => _values;

    /// <summary>Reads a column, [particle][number].</summary>
    public ReadOnlySpan<float> Column(ParticleColumn column) => Values(column);

    /// <summary>Gives write access to a column, [particle][number].</summary>
    /// <exception cref="Faults.InvariantException"><paramref name="writer"/> may not change the column.</exception>
    public Span<float> Write(ParticleColumn column, ColumnWriters writer)
    {
        column.RequireWriter(writer);
        return Values(column);
    }

    /// <summary>Copies the first <paramref name="count"/> particles to a new block.</summary>
    public ParticleBlock First(int count)
    {
        var copy = new ParticleBlock(Layout, count);
        Read(0, count, copy);
        return copy;
    }

    public void Read(int first, int count, ParticleBlock into, int at = 0)
    {
        Layout.RequireSameLatents(into.Layout);
        for (int i = 0; i < into.Layout.Columns.Count; i++)
        {
            ParticleColumn column = into.Layout.Columns[i];
            int width = Layout.WidthOf(column);
            Span<float> to = into.Values(column).Slice(at * width, count * width);
            if (Layout.Find(column) < 0)
            {
                to.Fill(column.Default);
            }
            else
            {
                Values(column).Slice(first * width, count * width).CopyTo(to);
            }
        }
    }

    /// <summary>Sets rows of a layout of the same K, [row][number], from row <paramref name="at"/> on; columns that they do not have get their default.</summary>
    internal void SetRows(int at, ReadOnlySpan<float> rows, ParticleLayout layout)
    {
        int count = rows.Length / layout.Width;
        for (int i = 0; i < Layout.Columns.Count; i++)
        {
            ParticleColumn column = Layout.Columns[i];
            int width = layout.WidthOf(column), offset = layout.Find(column);
            Span<float> to = Values(column).Slice(at * width, count * width);
            if (offset < 0)
            {
                to.Fill(column.Default);
                continue;
            }
            for (int row = 0; row < count; row++)
            {
                rows.Slice(row * layout.Width + offset, width).CopyTo(to[(row * width)..]);
            }
        }
    }

    /// <summary>Copies a row to a layout all of whose columns the block has.</summary>
    internal void GetRow(int row, Span<float> to, ParticleLayout layout)
    {
        for (int i = 0; i < layout.Columns.Count; i++)
        {
            ParticleColumn column = layout.Columns[i];
            int width = layout.WidthOf(column);
            Values(column).Slice(row * width, width).CopyTo(to[layout.OffsetOf(column)..]);
        }
    }

    private Span<float> Values(ParticleColumn column) => _values.AsSpan(Count * Layout.OffsetOf(column), Count * Layout.WidthOf(column));
}
