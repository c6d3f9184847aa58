using Flex3D.Stages.Files;
using Flex3D.Tests;

namespace Flex3D.Bench;

/// <summary>Simulated particles in a temporary folder, and tables that name them as often as is wanted.</summary>
internal sealed class BenchParticles : IDisposable
{
    private static readonly string s_structures = Path.Combine(Repository.Root, "pipelines", "structures");
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-bench-").FullName;

    /// <param name="particles">Images that are made.</param>
    /// <param name="box">Their box.</param>
    /// <param name="pixelSize">Å.</param>
    public BenchParticles(int particles, int box, double pixelSize)
    {
        FlexProgram.Run("simulate", "--out", this["made"], "--structures", Path.Combine(s_structures, "adk_open.pdb.gz"), Path.Combine(s_structures, "adk_closed.pdb.gz"),
            "--particles", $"{particles}", "--box", $"{box}", "--pixel-size", FormattableString.Invariant($"{pixelSize}"), "--snr", "0.5");
    }

    public string this[string name] => Path.Combine(_folder, name);

    public string Map => this[Path.Combine("made", "simulate", "consensus.mrc")];

    public string Mask => this[Path.Combine("made", "simulate", "mask.mrc")];

    /// <summary>The table as it was made.</summary>
    public string Star => this[Path.Combine("made", "simulate", "particles.star")];

    /// <summary>Writes a table of so many rows, the made ones over and over.</summary>
    public string Repeated(int rows)
    {
        string[] lines = [.. File.ReadLines(Star)];
        string[] body = [.. lines.Where(line => line.Contains('@'))];
        int first = Array.FindIndex(lines, line => line.Contains('@'));
        string path = this[Path.Combine("made", "simulate", $"repeated{rows}.star")];
        DurableFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            foreach (string line in lines.Take(first))
            {
                writer.Write(line + "\n");
            }
            for (int i = 0; i < rows; i++)
            {
                writer.Write(body[i % body.Length] + "\n");
            }
        });
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
