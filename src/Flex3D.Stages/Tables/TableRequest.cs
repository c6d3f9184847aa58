namespace Flex3D.Stages.Tables;

/// <summary>What to select from a table; a row is selected that meets every condition given.</summary>
/// <remarks>Axes are names of numeric columns: a column of the table, or z0, z1, … for the latents however the table calls them.</remarks>
public sealed record TableRequest
{
    /// <summary>Expressions, lists of rows and tables, as <see cref="Particles.Selection.ParticleSelection.Parse"/> takes them.</summary>
    public IReadOnlyList<string> Selections { get; init; } = [];

    /// <summary>Ranges, <c>z0=0.2:0.8</c>, both ends included; an end may be left out.</summary>
    public IReadOnlyList<string> Ranges { get; init; } = [];

    /// <summary>File of the vertices of a polygon over two axes; null for none.</summary>
    public string? Polygon { get; init; }

    /// <summary>The two axes of a polygon whose file does not name them.</summary>
    public IReadOnlyList<string> PolygonAxes { get; init; } = ["z0", "z1"];

    /// <summary>Centres and semi-axes of an ellipsoid, <c>z0=0.2~0.3</c> for each axis; empty for none.</summary>
    public IReadOnlyList<string> Ellipsoid { get; init; } = [];

    /// <summary>Smallest number of other particles within <see cref="Within"/> in latent space; null for no such condition.</summary>
    public int? Neighbours { get; init; }

    /// <summary>Radius in latent space, for <see cref="Neighbours"/>.</summary>
    public double? Within { get; init; }

    /// <summary>The fraction of all particles to keep, those whose neighbours in latent space are nearest: 0 to 1; null for no such condition.</summary>
    public double? Densest { get; init; }

    /// <summary>Whether to select the rows that do not meet the conditions.</summary>
    public bool Invert { get; init; }
}
