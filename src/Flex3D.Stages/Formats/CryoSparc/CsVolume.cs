using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>Reads the dataset of a volume that a cryoSPARC job made.</summary>
public static class CsVolume
{
    /// <summary>Returns the path of a volume's map as the dataset names it: relative to the project, or to the dataset's folder after a &gt;. Null where it names none.</summary>
    /// <param name="dataset">Path of the dataset.</param>
    /// <param name="slot">The slot, such as <c>map</c> or <c>mask_refine</c>.</param>
    /// <exception cref="InputException">The file is not a dataset.</exception>
    public static string? PathOf(string dataset, string slot)
    {
        string column = slot + "/path";
        CsFile volumes = CsFile.Read(dataset, null, name => name == column);
        return volumes.Count > 0 && volumes.Has(column) && volumes.IsText(column) ? volumes.Text(column, 0) : null;
    }
}
