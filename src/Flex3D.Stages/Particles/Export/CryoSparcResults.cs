using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Export;

/// <summary>Writes files that cryoSPARC, and programs that read its jobs, take particles and latents from.</summary>
public static class CryoSparcResults
{
    private const string Uid = "uid";
    private const string Series = "components_mode_";
    private const string Own = "flex3d"; // columns of Flex3D alone, which are no slot of cryoSPARC's

    /// <summary>Writes a result group (.csg): YAML that names, for each of cryoSPARC's slots of a dataset beside it, the dataset, the number of rows and the type.</summary>
    /// <param name="path">The group to write.</param>
    /// <param name="dataset">The dataset (.cs), in the same folder.</param>
    /// <param name="created">The time that the group states.</param>
    /// <exception cref="InputException">The dataset is not one.</exception>
    public static void WriteGroup(string path, string dataset, DateTimeOffset created)
    {
        NpyHeader header = Read(dataset);
        string name = Path.GetFileName(dataset);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"created: {created.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}\n");
        text.Append("group:\n  description: Particles with the latents of a flexible refinement\n  name: particles\n  title: Particles\n  type: particle\nresults:\n");
        string[] slots = [.. header.Fields.Select(field => field.Name).Where(field => field.Contains('/')).Select(field => field[..field.IndexOf('/')]).Distinct().Where(slot => slot != Own).Order(StringComparer.Ordinal)];
        foreach (string slot in slots)
        {
            string type = slot.StartsWith(Series, StringComparison.Ordinal) ? "components" : slot;
            text.Append(CultureInfo.InvariantCulture, $"  {slot}:\n    metafile: '>{name}'\n    num_items: {header.Rows}\n    type: particle.{type}\n");
        }
        text.Append("version: v4.4.1\n");
        DurableFile.WriteText(path, text.ToString());
    }

    /// <summary>Writes the latents alone: <c>uid</c> and, for each latent coordinate k, <c>components_mode_k/component</c> and <c>/value</c>, as cryoSPARC's 3D Flex training does.</summary>
    /// <param name="path">The dataset to write.</param>
    /// <param name="dataset">The particle table with latents (.cs).</param>
    /// <exception cref="InputException">The dataset has no uid or no latents.</exception>
    public static void WriteLatents(string path, string dataset)
    {
        NpyHeader header = Read(dataset);
        var kept = new List<(int Offset, CsField Field)>();
        int row = 0;
        foreach (CsField field in header.Fields)
        {
            if (field.Name == Uid || field.Name.StartsWith(Series, StringComparison.Ordinal))
            {
                kept.Add((row, field));
            }
            row += field.Bytes;
        }
        if (kept.Count < 2 || kept.TrueForAll(entry => entry.Field.Name != Uid))
        {
            throw new InputException(dataset, null, $"no column '{(kept.Count == 0 || kept[0].Field.Name != Uid ? Uid : Series + "0/value")}'", "particles of cryoSPARC with their latents", "bundle a run of a cryoSPARC particle file");
        }
        kept = [.. kept.OrderBy(entry => entry.Field.Name == Uid ? 0 : 1)]; // a reader that goes by position expects uid first
        DurableFile.Write(path, stream =>
        {
            using Stream source = Storage.OpenRead(dataset);
            source.Position = header.DataOffset;
            stream.Write(NpyHeader.Write([.. kept.Select(entry => entry.Field)], header.Rows));
            byte[] bytes = new byte[row];
            for (long i = 0; i < header.Rows; i++)
            {
                source.ReadExactly(bytes);
                foreach ((int offset, CsField field) in kept)
                {
                    stream.Write(bytes, offset, field.Bytes);
                }
            }
        });
    }

    private static NpyHeader Read(string dataset)
    {
        using Stream stream = Storage.OpenRead(dataset);
        return NpyHeader.Read(stream, dataset);
    }
}
