namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Adenylate kinase between open and closed, evenly; the domains move by up to 10 Å.</summary>
public sealed class MovingMolecule : IAsyncLifetime
{
    /// <summary>The name of the collection of the tests that share it.</summary>
    public const string Shared = "a moving molecule";

    /// <summary>Number of particles.</summary>
    public const int Particles = 500;

    private readonly string _root = Directory.CreateTempSubdirectory("flex3d-moving-").FullName;

    public string Run => In("run");

    public string Summary { get; private set; } = "";

    public string In(string name) => Path.Combine(_root, name);

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(In("moving.yaml"), $"""
            name: A known motion
            seed: 5
            simulate:
              structures: [{string.Join(", ", TinyParticles.Structures)}]
              particles: {Particles}
              box: 32
              pixelSize: 3
              snr: 0.5
              stacks: 2
            prep:
            mesh:
            train: {"{epochs: 6, warmUpEpochs: 3}"}
            reconstruct: {"{iterations: 4}"}
            finish:
            generate: {"{frames: 3}"}
            deform: {"{model: "}{TinyParticles.Structures[0]}{", particles: [0, 5-6]}"}
            """);
        await Flex.DoneAsync("run", In("moving.yaml"), "--out", Run);
        Summary = File.ReadAllText(Path.Combine(Run, "summary.txt"));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>The tests that share the run of a moving molecule, which is made once.</summary>
[CollectionDefinition(MovingMolecule.Shared)]
public sealed class MovingMoleculeTests : ICollectionFixture<MovingMolecule>;
