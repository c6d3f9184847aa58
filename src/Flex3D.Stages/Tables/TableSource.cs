namespace Flex3D.Stages.Tables;

/// <summary>A particle table that is selected from or converted.</summary>
/// <param name="Path">A STAR file, a cryoSPARC dataset, or a CSV with the column names of either.</param>
public sealed record TableSource(string Path)
{
    /// <summary>Datasets with further columns of the particles of a .cs file, joined on uid.</summary>
    public IReadOnlyList<string> Passthrough { get; init; } = [];

    /// <summary>CSV whose first column is the number of each row's particle, ascending; null where row i is particle i.</summary>
    public string? Numbers { get; init; }
}
