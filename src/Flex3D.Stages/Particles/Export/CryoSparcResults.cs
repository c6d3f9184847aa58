using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Export;

/// <summary>Writes files that cryoSPARC, and programs that read its jobs, take particles and latents from.</summary>
public static class CryoSparcResults
{
    private const string Uid = "uid";
    private const string Series = "components_mode_";

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
