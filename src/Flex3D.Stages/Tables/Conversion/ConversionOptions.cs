namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Options of the writing of a table in its own format or another.</summary>
public sealed record ConversionOptions
{
    /// <summary>Whether to leave out aberrations of orders that the other format has not, rather than refuse them.</summary>
    public bool IgnoreAberrations { get; init; }

    /// <summary>Whether to write the poses and defocus values that a run re-estimated in place of those that it was given.</summary>
    public bool RefinedPoses { get; init; }
}
