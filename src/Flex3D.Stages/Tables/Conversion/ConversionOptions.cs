namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Options of a conversion from one format of tables to another.</summary>
public sealed record ConversionOptions
{
    /// <summary>Whether to leave out aberrations of orders that the other format has not, rather than refuse them.</summary>
    public bool IgnoreAberrations { get; init; }
}
