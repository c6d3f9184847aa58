using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>Finds the block of RELION's particles in a STAR file: data_particles, or else the first block with rlnImageName, such as data_images.</summary>
internal static class StarParticles
{
    /// <summary>Reads through the file once and returns the name of the block that holds the particles and the optics table, which may come after it.</summary>
    public static (string Block, StarTable? Optics) Survey(string path)
    {
        using StarReader reader = StarReader.Open(path);
        string? block = null;
        StarTable? optics = null;
        var seen = new List<string>();
        while (reader.ReadTable())
        {
            seen.Add($"data_{reader.Block}");
            StarDialect.Refuse(reader);
            if (reader.Block == "optics")
            {
                optics = new StarTable(reader);
            }
            else if (reader.IndexOf("rlnImageName") >= 0 && (block is null || reader.Block is "particles"))
            {
                block = reader.Block;
                if (optics is not null && block is "particles")
                {
                    break; // both are found: no need to read all rows
                }
            }
        }
        return block is not null ? (block, optics) : throw new InputException(path, null,
            seen.Count == 0 ? "no tables" : $"{string.Join(", ", seen.Distinct().Take(8))} without _rlnImageName", "a table of particles with _rlnImageName", "give RELION's particles.star or run_data.star");
    }
}
