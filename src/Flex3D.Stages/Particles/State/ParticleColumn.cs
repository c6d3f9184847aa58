using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.State;

/// <summary>The sources that may change the values of a column.</summary>
[Flags]
public enum ColumnWriters
{
    /// <summary>A file that the user gives, read before training begins.</summary>
    Input = 1,

    /// <summary>Training, which computes the values from the particle's image.</summary>
    Training = 2,
}

/// <summary>A column of the particles' state: one or more float32 numbers that are kept of each particle, under one name.</summary>
/// <remarks><see cref="ParticleColumns"/> lists all columns. Store, checkpoint, model file and exports follow from the properties of a column.</remarks>
public sealed class ParticleColumn
{
    /// <summary>Name in checkpoints, memory plans and messages.</summary>
    public required string Name { get; init; }

    /// <summary>Unit of the numbers, such as Å; empty where they have none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>How many numbers each particle has in the column, where that does not depend on the number of latent coordinates.</summary>
    public int Width { get; init; } = 1;

    /// <summary>How many numbers each particle has in the column for K latent coordinates; null for <see cref="Width"/>.</summary>
    public Func<int, int>? ByLatents { get; init; }

    /// <summary>Value of each number before it is computed or read.</summary>
    public float Default { get; init; }

    /// <summary>The sources that may change the values.</summary>
    public required ColumnWriters Writers { get; init; }

    /// <summary>Whether <c>latents.csv</c> and the particle table that a run writes have the column.</summary>
    public bool Exported { get; init; } = true;

    /// <summary>Whether results leave the column out where it was not estimated: every particle then has the default.</summary>
    public bool Optional { get; init; }

    /// <summary>Name of the array in <c>model.npz</c>, (N) or for more than one number a particle (N, width).</summary>
    public required string ModelArray { get; init; }

    /// <summary>Column name in a CSV, without the number of the element.</summary>
    public required string Csv { get; init; }

    /// <summary>Label in a STAR file, without the leading underscore and the number of the element.</summary>
    public required string Star { get; init; }

    /// <summary>Field of a cryoSPARC dataset that holds all numbers of a particle.</summary>
    public required string CryoSparc { get; init; }

    /// <summary>Start of the names of cryoSPARC's own fields for such numbers, <c>…0/component</c> and <c>…0/value</c>; null where it has none.</summary>
    public string? CryoSparcSeries { get; init; }

    /// <summary>Whether files number the column's elements (z0, z1, …): all columns do but those of a single number.</summary>
    public bool IsNumbered => ByLatents is not null || Width != 1;

    /// <summary>Returns how many numbers each particle has in the column for K latent coordinates.</summary>
    public int WidthFor(int latentDimension) => ByLatents?.Invoke(latentDimension) ?? Width;

    /// <summary>Name of an element in a CSV.</summary>
    public string CsvName(int element) => Numbered(Csv, element);

    /// <summary>Label of an element in a STAR file, without the leading underscore.</summary>
    public string StarLabel(int element) => Numbered(Star, element);

    /// <summary>Whether a column name of a CSV is that of an element of this column.</summary>
    public bool HasCsvName(string name) => Has(Csv, name);

    /// <summary>Whether a label of a STAR file is that of an element of this column.</summary>
    public bool HasStarLabel(string label) => Has(Star, label);

    /// <summary>Checks that <paramref name="writer"/> may change the column's values.</summary>
    /// <exception cref="InvariantException">It may not.</exception>
    public void RequireWriter(ColumnWriters writer)
    {
        if (!Writers.HasFlag(writer))
        {
            throw new InvariantException($"'{Name}' of a particle is written by {Writers}, not by {writer}");
        }
    }

    private string Numbered(string name, int element) => IsNumbered ? FormattableString.Invariant($"{name}{element}") : name;

    private bool Has(string name, string text) => !IsNumbered ? text == name
        : text.Length > name.Length && text.StartsWith(name, StringComparison.Ordinal) && !text.AsSpan(name.Length).ContainsAnyExceptInRange('0', '9');
}
