using Flex3D.Stages.Formats;
using Flex3D.Stages.Model;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Training that goes on from that of an earlier run.</summary>
public sealed class ContinuedTrainingTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-continued-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task A_map_alone_is_trained_with_the_flow_and_the_latents_of_an_earlier_run_and_a_coordinate_is_added()
    {
        File.WriteAllText(In("tiny.yaml"), $"""
            from: {tiny.Run}
            prep: {"{trainingBox: 16}"}
            mesh: {"{cellSize: 20}"}
            train: {"{epochs: 2, warmUpEpochs: 1, layers: 3, width: 32, latentDimension: 1}"}
            """);
        await Flex.DoneAsync("run", In("tiny.yaml"), "--out", In("first"));
        string said = await Flex.DoneAsync([.. Train("more", 2), "--freeze-latents", "--lambda", "0.5", "--schedule", "{update: map, epochs: 2}"]);
        said.ShouldContain("training goes on from");
        said.ShouldContain("1 latent coordinates are added, at 0 for every particle");

        FlexModel first = ModelFile.Read(In("first/train/model.npz")), more = ModelFile.Read(In("more/train/model.npz"));
        more.Latents.ShouldBe(first.Latents.SelectMany(z => (float[])[z, 0f]));
        Flows(more).ShouldBe(Flows(first));
        more.RigidityStrength.ShouldBe(0.5);
        float[] before = MrcMap.Read(In("first/maps/canonical.mrc")).Values, after = MrcMap.Read(In("more/maps/canonical.mrc")).Values;
        before.Zip(after, (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(1e-3f * before.Max());
        await Flex.DoneAsync("verify", In("more"));

        // The same run again gives the same bytes.
        await Flex.DoneAsync([.. Train("again", 2), "--freeze-latents", "--lambda", "0.5", "--schedule", "{update: map, epochs: 2}"]);
        File.ReadAllBytes(In("again/train/model.npz")).ShouldBe(File.ReadAllBytes(In("more/train/model.npz")));

        await Flex.RefusedAsync(Train("other", 1, "--seed", "2"), "seed was 1 and is 2", "held-out particles", "takes images and mesh from that run");
        await Flex.RefusedAsync([.. Train("layers", 1)[..^4], "--width", "32", "--layers", "4"], "train.layers was 3 and is 4");
        await Flex.RefusedAsync(["train", "--from", In("more"), "--continue-from", In("more"), "--out", In("fewer"), "--latent-dimension", "1", "--layers", "3", "--width", "32"], "2 latent coordinates", "set train.latentDimension to 2 or more");
        await Flex.RefusedAsync(["train", "--from", In("first"), "--continue-from", tiny.Run, "--out", In("none")], "no checkpoint of a training");
        await Flex.RefusedAsync(["train", "--from", In("first"), "--continue-from", In("nowhere"), "--out", In("missing")], "no run.yaml");
    }

    private string[] Train(string name, int dimension, params string[] more) =>
        ["train", "--from", In("first"), "--continue-from", In("first"), "--out", In(name), "--latent-dimension", $"{dimension}", .. more, "--layers", "3", "--width", "32"];

    private static float[] Flows(FlexModel model)
    {
        var network = new FlowNetwork(model.Flow, model.Mesh.Mobility);
        float[] flows = new float[model.ParticleCount * 3 * model.Mesh.VertexCount];
        network.Forward(model.FlowParameters, model.Latents, model.ParticleCount, flows, network.CreateWorkspace(model.ParticleCount));
        return flows;
    }
}
