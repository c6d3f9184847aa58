using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Each step by its own command, in a folder of its own, after the one before.</summary>
public sealed class SingleCommandTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-chain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task Steps_are_chained_with_from()
    {
        await Flex.DoneAsync("prep", "--from", tiny.Run, "--out", In("prepared"), "--training-box", "24");
        File.Exists(In("prepared/prep/particles.mrcs")).ShouldBeTrue();
        await Flex.DoneAsync("mesh", "--from", In("prepared"), "--out", In("mesh"), "--cell-size", "20", "--surface-rigidity", "3");
        File.Exists(In("mesh/mesh.vtu")).ShouldBeTrue();
        MeshFile.Read(In("mesh/mesh/mesh.json")).RigidityWeights.Max().ShouldBeInRange(1.5f, 3f);
        string trained = await Flex.DoneAsync("train", "--from", In("mesh"), "--out", In("trained"), "--epochs", "2", "--warm-up-epochs", "1", "--batch-size", "32", "--latent-dimension", "1", "--layers", "2", "--width", "32", "--lambda", "2");
        trained.ShouldContain("λ 2");
        File.ReadLines(In("trained/latents.csv")).First().ShouldBe("particle,z0,sd0,gain,turn0,turn1,turn2,shift0,shift1,weight,motion0");
        File.ReadAllText(In("trained/summary.txt")).ShouldNotContain("Resolution");
        await Flex.DoneAsync("generate", In("trained"), "--frames", "3", "--out", In("coarse"));
        await Flex.DoneAsync("reconstruct", "--from", In("trained"), "--out", In("maps"), "--iterations", "2");
        File.ReadAllText(In("maps/summary.txt")).ShouldContain("Resolution");
        await Flex.DoneAsync("generate", In("maps"), "--frames", "3", "--out", In("fine"));
        Directory.GetFiles(In("fine"), "frame_*.mrc").Length.ShouldBe(3);
        File.WriteAllText(In("p.csv"), "x,y,z\n5,-7,9\n");
        await Flex.DoneAsync("deform", In("maps"), "--points", In("p.csv"), "--particles", "0-2", "--out", In("d.csv"));
        File.ReadAllLines(In("d.csv")).Length.ShouldBe(4);

        // What was learned serves as the start of another training, with another strength of the prior.
        await Flex.DoneAsync(
            "train", "--from", In("trained"), "--out", In("again"), "--epochs", "2", "--warm-up-epochs", "1", "--batch-size", "32", "--latent-dimension", "1", "--layers", "2", "--width", "32",
            "--latents", In("trained/latents.csv"), "--freeze-latents");
        LatentReader.Read(In("again/latents.csv")).Values.ShouldBe(LatentReader.Read(In("trained/latents.csv")).Values);
    }
}
