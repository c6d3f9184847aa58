using Flex3D.Stages.Files;

namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>The files and hinges that a motion is created from.</summary>
public sealed record StructureSource
{
    /// <summary>PDB or mmCIF files: one, or several conformations to go through.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The shape of the grid that several conformations form, the last coordinate fastest; null for a path.</summary>
    public IReadOnlyList<int>? Grid { get; init; }

    /// <summary>The hinges of a single structure.</summary>
    public IReadOnlyList<Hinge> Hinges { get; init; } = [];

    /// <summary>Reads the files and creates the motion.</summary>
    /// <exception cref="Faults.InputException">A file does not parse, the structures do not match, or a hinge moves nothing.</exception>
    public IMotion Open() => Files.Count == 1 && Grid is null ? StructureFiles.Hinges(Files[0], Hinges) : StructureFiles.States(Files, Grid);

    /// <summary>Copies the files into a folder, as <c>1_NAME</c>, <c>2_NAME</c> …</summary>
    /// <returns>The same source with the names of the copies, without the folder.</returns>
    internal StructureSource CopyTo(string folder)
    {
        string[] names = [.. Files.Select((path, i) => $"{i + 1}_{Path.GetFileName(path)}")];
        for (int i = 0; i < names.Length; i++)
        {
            byte[] bytes = Storage.ReadAll(Files[i]);
            DurableFile.Write(Path.Combine(folder, names[i]), stream => stream.Write(bytes));
        }
        return this with { Files = names };
    }

    /// <summary>Returns the same source with its files in a folder.</summary>
    internal StructureSource In(string folder) => this with { Files = [.. Files.Select(name => Path.Combine(folder, name))] };
}
