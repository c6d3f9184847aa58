using Flex3D.Stages.Formats;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A reconstruction from a model whose mesh folds over at the middle conformation.</summary>
public sealed class FoldedModelTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-folded-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Theory]
    [InlineData(1, "the nearest conformation of a particle at which no cell folds")]
    [InlineData(0, "the flexed maps stay in the frame of training")]
    public async Task The_reconstruction_is_made_in_a_frame_that_folds_no_cell_and_says_which(int particlesAtRest, string said)
    {
        File.WriteAllText(In("tiny.yaml"), $"""
            from: {tiny.Run}
            prep:
            mesh: {"{cellSize: 20}"}
            train: {"{epochs: 1, warmUpEpochs: 1, layers: 2, width: 32}"}
            """);
        await Flex.DoneAsync("run", In("tiny.yaml"), "--out", In("trained"));
        FlexModel model = ModelFile.Read(In("trained/train/model.npz"));
        int output = new FlowNetwork(model.Flow).OutputWeights, k = model.Flow.LatentDimension;
        float[] wild = [.. model.FlowParameters.Select((value, i) => i < output ? value : 3000 * value)];
        float[] latents = [.. Enumerable.Range(0, model.Latents.Length).Select(i => i < particlesAtRest * k ? 0 : 0.5f + 0.01f * (i % 7))];
        var particles = new ParticleBlock(ParticleColumns.OfRun(k), model.ParticleCount);
        latents.CopyTo(particles.Write(ParticleColumns.Latents, ColumnWriters.Training));
        ModelFile.Write(In("trained/train/model.npz"), model with { Flow = model.Flow.AnchoredAt(new float[k]), FlowParameters = wild, MotionSupported = true, Heterogeneity = Heterogeneity.Motion }, particles);

        await Flex.DoneAsync("reconstruct", "--from", In("trained"), "--out", In("run"), "--iterations", "2");
        string summary = File.ReadAllText(In("run/summary.txt"));
        summary.ShouldContain("mesh cells fold over at the middle conformation");
        summary.ShouldContain(said);
        FlexModel rebased = ModelFile.Read(In("run/model.npz"));
        FrameRebase.FoldedCells(rebased.Mesh).ShouldBe(0);
        rebased.Flow.Anchor.ShouldAllBe(z => z == 0);
        MrcMap.Read(In("run/maps/flex.mrc")).Values.Max().ShouldBeGreaterThan(0);
    }
}
