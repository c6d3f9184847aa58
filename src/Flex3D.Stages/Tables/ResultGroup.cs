using System.Globalization;
using System.Text;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Tables;

/// <summary>Writes a cryoSPARC result group (.csg) for a dataset, so that its job "Import Result Group" takes the particles with their latents.</summary>
public static class ResultGroup
{
    private const string Version = "v4.4.0";

    // A slot that is not in the group, unless the dataset has this field of it: jobs rely on all of a slot's fields.
    private static readonly (string Slot, string Field)[] s_needs = [("location", "location/center_x_frac")];

    /// <summary>Writes a group that names a dataset in the same folder.</summary>
    /// <param name="path">The .csg to write.</param>
    /// <param name="dataset">The .cs file.</param>
    /// <param name="description">What the particles are, in a sentence without line ends.</param>
    /// <param name="created">The time that the group names as that of its making.</param>
    public static void Write(string path, string dataset, string description, DateTimeOffset created)
    {
        using Stream stream = Storage.OpenRead(dataset);
        NpyHeader header = NpyHeader.Read(stream, dataset);
        IReadOnlyList<string> names = [.. header.Fields.Select(field => field.Name)];
        string metafile = Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFullPath(dataset));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"created: {created.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}\n");
        text.Append(CultureInfo.InvariantCulture, $"group:\n  description: {Quoted(description)}\n  name: particles\n  title: Particles of Flex3D\n  type: particle\nresults:\n");
        foreach (string slot in names.Where(name => name.Contains('/')).Select(name => name[..name.IndexOf('/')]).Distinct().Order(StringComparer.Ordinal))
        {
            if (slot != "flex3d" && !s_needs.Any(need => need.Slot == slot && !names.Contains(need.Field)))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {slot}:\n    metafile: {Quoted(">" + metafile)}\n    num_items: {header.Rows}\n    type: particle.{TypeOf(slot)}\n");
            }
        }
        text.Append(CultureInfo.InvariantCulture, $"version: {Version}\n");
        DurableFile.WriteText(path, text.ToString());
    }

    private static string TypeOf(string slot) => slot.StartsWith("components_mode_", StringComparison.Ordinal) ? "components"
        : slot.StartsWith("alignments3D_", StringComparison.Ordinal) || slot.StartsWith("alignments_class", StringComparison.Ordinal) ? "alignments3D"
        : slot;

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
