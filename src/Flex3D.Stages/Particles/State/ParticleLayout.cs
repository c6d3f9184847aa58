using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.State;

/// <summary>The layout of a row of the particles' state: its columns, one after the other, float32.</summary>
public sealed class ParticleLayout
{
    private readonly ParticleColumn[] _columns;
    private readonly int[] _offsets;

    /// <param name="latentDimension">K ≥ 1.</param>
    /// <param name="columns">At least one, each once.</param>
    public ParticleLayout(int latentDimension, params IReadOnlyList<ParticleColumn> columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latentDimension, 1);
        if (columns.Count == 0 || columns.Select(column => column.Name).Distinct(StringComparer.Ordinal).Count() != columns.Count)
        {
            throw new ArgumentException("a row has at least one column, and each once", nameof(columns));
        }
        LatentDimension = latentDimension;
        _columns = [.. columns];
        _offsets = new int[_columns.Length];
        for (int i = 0; i < _columns.Length; i++)
        {
            _offsets[i] = Width;
            Width += WidthOf(_columns[i]);
        }
    }

    /// <summary>The number K of latent coordinates, ≥ 1.</summary>
    public int LatentDimension { get; }

    /// <summary>How many numbers a row has.</summary>
    public int Width { get; }

    /// <summary>The number of bytes in a row.</summary>
    public int RowBytes => Width * sizeof(float);

    /// <summary>The columns in the order of the row.</summary>
    public IReadOnlyList<ParticleColumn> Columns => _columns;

    /// <summary>The columns' names, widths and units, such as <c>latents 2, contrast 1</c>; equal for equal layouts.</summary>
    public string Description => string.Join(", ", _columns.Select(column => FormattableString.Invariant($"{column.Name} {WidthOf(column)} {column.Unit}").TrimEnd()));

    /// <summary>Returns how many numbers a row of this layout has in a column.</summary>
    public int WidthOf(ParticleColumn column) => column.WidthFor(LatentDimension);

    /// <summary>Returns the index in a row at which a column begins; −1 where the layout has no such column.</summary>
    public int Find(ParticleColumn column)
    {
        int at = Array.IndexOf(_columns, column);
        return at < 0 ? -1 : _offsets[at];
    }

    /// <summary>Returns the index in a row at which a column begins, which the layout must have.</summary>
    /// <exception cref="InvariantException">The layout has no such column.</exception>
    public int OffsetOf(ParticleColumn column) =>
        Find(column) is >= 0 and var offset ? offset : throw new InvariantException($"no column '{column.Name}' among {Description}");

    /// <summary>Checks that this layout and another have the same number of latent coordinates.</summary>
    /// <exception cref="ArgumentException">The numbers differ.</exception>
    internal void RequireSameLatents(ParticleLayout other)
    {
        if (other.LatentDimension != LatentDimension)
        {
            throw new ArgumentException($"{other.LatentDimension} latent coordinates where there are {LatentDimension}", nameof(other));
        }
    }
}
