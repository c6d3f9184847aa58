using Flex3D.Stages.Formats;
using Flex3D.Stages.Model;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>What a run says and does where no particles test its motion.</summary>
public sealed class HeldOutTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-untested-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task With_nothing_held_out_text_model_and_maps_agree_that_the_motion_is_learned_and_not_tested()
    {
        File.WriteAllText(In("tiny.yaml"), $"""
            from: {tiny.Run}
            prep:
            mesh: {"{cellSize: 20}"}
            train: {"{epochs: 3, warmUpEpochs: 2, batchSize: 16, layers: 2, width: 32, validationFraction: 0}"}
            reconstruct: {"{iterations: 2}"}
            """);
        string said = await Flex.DoneAsync("run", In("tiny.yaml"), "--out", In("run"));
        said.ShouldContain("0 particles held out");
        said.ShouldContain("the motion was not tested");
        string summary = File.ReadAllText(In("run/summary.txt"));
        summary.ShouldContain("Motion was not tested, since no particles were held out");
        summary.ShouldNotContain("do not support");
        File.ReadAllText(In("run/report.html")).ShouldContain("Motion was not tested");
        ModelFile.Read(In("run/model.npz")).MotionSupported.ShouldBeNull();
        MrcMap.Read(In("run/maps/flex_half1.mrc")).Values.ShouldNotBe(MrcMap.Read(In("run/maps/rigid_half1.mrc")).Values);
    }
}
