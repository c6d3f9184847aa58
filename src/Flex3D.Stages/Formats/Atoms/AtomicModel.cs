using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>The atoms of a PDB or mmCIF file, with its text, so that moved atoms are written into an otherwise unchanged file.</summary>
public abstract class AtomicModel
{
    private protected AtomicModel(string path, IReadOnlyList<Atom> atoms) => (Path, Atoms) = (path, atoms);

    public string Path { get; }

    /// <summary>The atoms of all models, in file order.</summary>
    public IReadOnlyList<Atom> Atoms { get; }

    /// <summary>Positions, Å, [atom][x, y, z].</summary>
    public double[] Positions()
    {
        double[] positions = new double[3 * Atoms.Count];
        for (int i = 0; i < Atoms.Count; i++)
        {
            (positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]) = (Atoms[i].X, Atoms[i].Y, Atoms[i].Z);
        }
        return positions;
    }

    /// <summary>The kind of the file, for users: PDB or mmCIF.</summary>
    public abstract string Kind { get; }

    /// <summary>Endings of the names of files of this kind, the first the usual one.</summary>
    public abstract IReadOnlyList<string> Endings { get; }

    /// <summary>The largest B factor that a file of this kind holds, Å².</summary>
    public abstract double LargestBFactor { get; }

    /// <summary>Whether the file has anisotropic displacements of its atoms, which are kept as they are.</summary>
    public abstract bool HasAnisotropic { get; }

    /// <summary>Refuses the name of a file of the other kind.</summary>
    /// <exception cref="InputException">The name ends as that of the other kind.</exception>
    public void RequireName(string output)
    {
        string name = output.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? output[..^3] : output, ending = System.IO.Path.GetExtension(name).ToLowerInvariant();
        if (AtomicModelFile.Endings.Contains(ending) && !Endings.Contains(ending))
        {
            throw new InputException(output, null, $"the name of another kind of file than '{Path}', which is {Kind}", $"a name that ends in {string.Join(" or ", Endings)}", "atoms are written as the kind of file that they were read from");
        }
    }

    /// <summary>Writes the file again with moved atoms; several frames become models numbered from 1, in order.</summary>
    /// <param name="path">Path of a file of the same kind as the one that was read; gzip where it ends in .gz.</param>
    /// <param name="frames">For each frame [atom][x, y, z], Å.</param>
    public void WriteMoved(string path, params IReadOnlyList<double[]> frames) => WriteMoved(path, frames, null);

    /// <summary>Writes the file again with moved atoms and other B factors.</summary>
    /// <param name="path">Path of a file of the same kind as the one that was read; gzip where it ends in .gz.</param>
    /// <param name="frames">For each frame [atom][x, y, z], Å.</param>
    /// <param name="bFactors">B factor of each atom, Å², in all frames; larger ones than <see cref="LargestBFactor"/> are written as that. Null to keep those of the file.</param>
    /// <exception cref="InputException">The file cannot hold the coordinates, the frames or the B factors.</exception>
    public void WriteMoved(string path, IReadOnlyList<double[]> frames, IReadOnlyList<double>? bFactors)
    {
        ArgumentOutOfRangeException.ThrowIfZero(frames.Count);
        foreach (double[] frame in frames)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(frame.Length, 3 * Atoms.Count);
        }
        ArgumentOutOfRangeException.ThrowIfNotEqual(bFactors?.Count ?? Atoms.Count, Atoms.Count, nameof(bFactors));
        AtomicModelFile.WriteText(path, writer => WriteMoved(writer, frames, bFactors));
    }

    private protected abstract void WriteMoved(TextWriter writer, IReadOnlyList<double[]> frames, IReadOnlyList<double>? bFactors);
}
