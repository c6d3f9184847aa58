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

    /// <summary>Writes the file again with moved atoms; several frames become models numbered from 1, in order.</summary>
    /// <param name="path">Path of a file of the same kind as the one that was read; gzip where it ends in .gz.</param>
    /// <param name="frames">For each frame [atom][x, y, z], Å.</param>
    public void WriteMoved(string path, params IReadOnlyList<double[]> frames)
    {
        ArgumentOutOfRangeException.ThrowIfZero(frames.Count);
        foreach (double[] frame in frames)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(frame.Length, 3 * Atoms.Count);
        }
        AtomicModelFile.WriteText(path, writer => WriteMoved(writer, frames));
    }

    private protected abstract void WriteMoved(TextWriter writer, IReadOnlyList<double[]> frames);
}
