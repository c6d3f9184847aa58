using System.IO.Compression;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Formats;

/// <summary>Reads an atomic model, gzip or plain; recognises PDB and mmCIF by content.</summary>
public static class AtomicModelFile
{
    /// <summary>Endings of the names of all kinds of files.</summary>
    internal static IReadOnlyList<string> Endings { get; } = [.. PdbFile.AllEndings, .. MmCifFile.AllEndings];

    /// <exception cref="InputException">The file is neither kind, has no atoms, or has a line that does not parse.</exception>
    public static AtomicModel Read(string path)
    {
        string text = ReadText(path);
        bool isCif = text.AsSpan().TrimStart().StartsWith("data_", StringComparison.OrdinalIgnoreCase) || text.Contains("\n_atom_site.", StringComparison.Ordinal);
        return isCif ? MmCifFile.Parse(path, text) : PdbFile.Parse(path, text);
    }

    private static string ReadText(string path)
    {
        using Stream file = Storage.OpenRead(path);
        int first = file.ReadByte(), second = file.ReadByte();
        file.Position = 0;
        try
        {
            using Stream stream = first == 0x1F && second == 0x8B ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
        catch (InvalidDataException e)
        {
            throw new InputException(path, null, "gzip data that do not decompress", "a whole compressed model", "copy it again", e);
        }
    }

    internal static void WriteText(string path, Action<TextWriter> write) => DurableFile.Write(path, stream =>
    {
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            using var packed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            using var writer = new StreamWriter(packed);
            write(writer);
        }
        else
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            write(writer);
        }
    });
}
