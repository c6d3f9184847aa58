using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Tests;

[assembly: AssemblyFixture(typeof(TinyParticles))]

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>64 particles of 32 pixels of a closing adenylate kinase, simulated once for all tests.</summary>
public sealed class TinyParticles : IAsyncLifetime
{
    public const int Count = 64;
    public const int Box = 32;
    public const double Pixel = 3;
    public const int HeaderBytes = 1024;
    public const int ImageBytes = Box * Box * sizeof(float);

    private static readonly string[] Files = ["particles.star", "particles_000.mrcs", "consensus.mrc", "mask.mrc"];
    private readonly string _root = Directory.CreateTempSubdirectory("flex3d-tiny-").FullName;

    /// <summary>Structures of the two ends of the motion.</summary>
    public static string[] Structures { get; } = [.. new[] { "adk_open.pdb.gz", "adk_closed.pdb.gz" }.Select(name => Path.Combine(SharedData.RepositoryRoot, "pipelines", "structures", name))];

    /// <summary>The run that simulated them.</summary>
    public string Run => Path.Combine(_root, "run");

    /// <summary>The folder of their files.</summary>
    public string Folder => Path.Combine(Run, "simulate");

    public async ValueTask InitializeAsync() =>
        await Flex.DoneAsync(["simulate", "--out", Run, "--structures", .. Structures, "--particles", $"{Count}", "--box", $"{Box}", "--pixel-size", "3", "--snr", "0.5"]);

    /// <summary>Copies the particles, the map and the mask, so that a test can spoil them.</summary>
    public void CopyTo(string folder)
    {
        foreach (string name in Files)
        {
            File.Copy(Path.Combine(Folder, name), Path.Combine(folder, name));
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
