using System.Globalization;
using Flex3D.Pipeline.Tests.Checks;
using Flex3D.Pipeline.Tests.Whole;

[assembly: AssemblyFixture(typeof(CheckedParticles))]

namespace Flex3D.Pipeline.Tests.Checks;

/// <summary>240 particles of 40 pixels of an adenylate kinase, simulated once, and ways to spoil their table.</summary>
public sealed class CheckedParticles : IAsyncLifetime
{
    public const int Count = 240;
    public const int Box = 40;
    private readonly string _root = Directory.CreateTempSubdirectory("flex3d-checked-").FullName;

    /// <summary>The folder of the particles: particles.star, particles_000.mrcs, consensus.mrc, mask.mrc.</summary>
    public string Folder => Path.Combine(_root, "run", "simulate");

    public string Map => Path.Combine(Folder, "consensus.mrc");

    public async ValueTask InitializeAsync() =>
        await Flex.DoneAsync(["simulate", "--out", Path.Combine(_root, "run"), "--structures", .. TinyParticles.Structures, "--particles", $"{Count}", "--box", $"{Box}", "--pixel-size", "3", "--snr", "0.2"]);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes a table beside the stacks in which rows are changed.</summary>
    /// <param name="name">Name of the table, without its ending.</param>
    /// <param name="change">Changes a row, given its columns by label.</param>
    /// <param name="text">Changes the whole text first.</param>
    public string Spoiled(string name, Action<int, Dictionary<string, string>>? change = null, Func<string, string>? text = null, Func<IEnumerable<string>, IEnumerable<string>>? rows = null)
    {
        string[] lines = (text ?? (t => t))(File.ReadAllText(Path.Combine(Folder, "particles.star"))).Split('\n');
        var labels = new List<string>();
        var head = new List<string>();
        var body = new List<string>();
        foreach (string line in lines)
        {
            if (line.Contains('@'))
            {
                body.Add(line);
                continue;
            }
            if (line.StartsWith("loop_", StringComparison.Ordinal))
            {
                labels.Clear();
            }
            if (line.StartsWith('_'))
            {
                labels.Add(line.Split(' ')[0][1..]);
            }
            head.Add(line);
        }
        string[] changed = [.. body.Select((line, row) =>
        {
            string[] values = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var columns = labels.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
            change?.Invoke(row, columns);
            return string.Join(' ', labels.Where(columns.ContainsKey).Select(label => columns[label]));
        })];
        string path = Path.Combine(Folder, name + ".star");
        File.WriteAllLines(path, [.. head.Where(line => line.Length > 0), .. (rows ?? (r => r))(changed)]);
        return path;
    }

    /// <summary>Multiplies columns of a row.</summary>
    public static void Scale(Dictionary<string, string> row, double factor, params string[] labels)
    {
        foreach (string label in labels)
        {
            row[label] = (factor * double.Parse(row[label], CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Copies a stack or a map with its values changed, [section][y][x].</summary>
    public static void ChangeValues(string source, string target, Func<float[], float[]> change)
    {
        byte[] bytes = File.ReadAllBytes(source);
        float[] values = new float[(bytes.Length - 1024) / 4];
        Buffer.BlockCopy(bytes, 1024, values, 0, 4 * values.Length);
        Buffer.BlockCopy(change(values), 0, bytes, 1024, 4 * values.Length);
        File.WriteAllBytes(target, bytes);
    }

    /// <summary>A map of N³ values with voxels taken from elsewhere.</summary>
    public static float[] Moved(float[] values, int n, Func<int, int, int, (int X, int Y, int Z)> from)
    {
        float[] moved = new float[values.Length];
        for (int z = 0; z < n; z++)
        {
            for (int y = 0; y < n; y++)
            {
                for (int x = 0; x < n; x++)
                {
                    (int a, int b, int c) = from(x, y, z);
                    moved[(z * n + y) * n + x] = values[((c + n) % n * n + (b + n) % n) * n + (a + n) % n];
                }
            }
        }
        return moved;
    }
}
