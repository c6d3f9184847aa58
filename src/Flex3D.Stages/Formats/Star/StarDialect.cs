using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>Recognises, by their labels, STAR tables of particles that are not RELION's single particles, so that they are refused by name.</summary>
internal static class StarDialect
{
    private static readonly (string Prefix, string Program)[] s_programs = [("cisTEM", "cisTEM"), ("eman", "EMAN2"), ("wrp", "Warp"), ("emx", "EMX")];
    private static readonly string[] s_tomography = ["rlnTomoVisibleFrames", "rlnTomoSubTomosAre2DStacks"];

    /// <summary>Refuses the table at which a reader stands if it is of another program, or of subtomograms.</summary>
    /// <exception cref="InputException">Says what the table is.</exception>
    public static void Refuse(StarReader table)
    {
        foreach ((string prefix, string program) in s_programs)
        {
            if (table.IndexOf("rlnImageName") < 0 && table.Columns.Any(label => label.StartsWith(prefix, StringComparison.Ordinal)))
            {
                throw new InputException(table.Path, $"line {table.TableLine}, data_{table.Block}", $"particles of {program} (_{table.Columns.First(label => label.StartsWith(prefix, StringComparison.Ordinal))})",
                    "RELION's labels (_rlnImageName, _rlnAngleRot, …)", $"export the particles from {program} as a RELION STAR file");
            }
        }
        if (table.Columns.FirstOrDefault(s_tomography.Contains) is { } label)
        {
            throw new InputException(table.Path, $"line {table.TableLine}, data_{table.Block}", $"subtomograms (_{label}), whose images are tilt series",
                "single particles: 2D images with one pose and one CTF each", "give the particles of a single-particle refinement; Flex3D does not read subtomograms");
        }
    }
}
