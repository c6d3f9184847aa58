using Flex3D.Pipeline.Bundles;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Relion;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Relion;

public sealed class RelionCallTests
{
    private static RelionCall Call(string line) => new(line.Split(' '));

    [Fact]
    public void Inputs_threads_and_parameters_become_settings_of_five_steps()
    {
        PipelineOptions options = Call("--o External/job012/ --in_mics m.star --in_parts a/run_data.star --in_3dref b.mrc --in_mask c.mrc --zdim 3 --lambda auto --generate.range 1.5 --trace-hashes --j 4 --sharpening_b -90").Pipeline();
        options.Inputs.Particles.ShouldBe(Path.GetFullPath("a/run_data.star"));
        (options.Inputs.Map, options.Inputs.Mask).ShouldBe((Path.GetFullPath("b.mrc"), Path.GetFullPath("c.mrc")));
        (options.Train!.LatentDimension, options.Train.Lambda, options.Train.TraceHashes).ShouldBe((3, null, true));
        (options.Threads, options.Name).ShouldBe((4, "External/job012"));
        (options.Generate!.Range, options.Reconstruct!.SharpeningB).ShouldBe((1.5, -90));
        (options.Prep is not null && options.Mesh is not null && options.Simulate is null && options.Deform is null).ShouldBeTrue();
    }

    [Fact]
    public void Inputs_without_use_are_named_and_RELIONs_own_addition_is_not()
    {
        RelionCall call = Call("--o External/job012/ --in_mics m.star --in_coords c.star --in_parts p.star --j 1 --pipeline_control External/job012/");
        call.Unused.ShouldBe(["--in_mics", "--in_coords"]);
        call.Pipeline().Threads.ShouldBe(1);
        (call.Output, call.Particles).ShouldBe(("External/job012/", "p.star"));
    }

    [Fact]
    public void The_poses_to_write_are_no_setting_of_the_run()
    {
        RelionCall call = Call("--o External/job012/ --in_parts p.star --poses given --epochs 3");
        call.Poses.ShouldBe("given");
        call.Pipeline().Train!.Epochs.ShouldBe(3);
        Call("--o External/job012/ --in_parts p.star").Poses.ShouldBeNull();
        Should.Throw<InputException>(() => Call("--o External/job012/ --in_parts p.star --poses").Poses).Message.ShouldContain("auto, given or refined");
        PoseChoice.Parse("Given", "--poses").ShouldBe(WrittenPoses.Given);
        Should.Throw<InputException>(() => PoseChoice.Parse("1", "--poses")).Message.ShouldContain("--poses: found '1'");
    }

    [Theory]
    [InlineData("--in_parts p.star", "no --o with a folder")]
    [InlineData("--o --in_parts p.star", "no --o with a folder")]
    [InlineData("x --o External/job012/", "found 'x'")]
    [InlineData("--o External/job012/ --j 4", "no --in_parts with a file")]
    [InlineData("--o External/job012/ --in_parts p.star --epoch 3", "--epoch: found the unknown parameter 'epoch'; expected train.epochs")]
    [InlineData("--o External/job012/ --in_parts p.star --epochs many", "--epochs: found 'many' for 'epochs'; expected a whole number from 1 to 10000")]
    public void A_call_that_cannot_be_obeyed_is_refused(string line, string expected) =>
        Should.Throw<InputException>(() => Call(line).Pipeline()).Message.ShouldContain(expected);

    [Theory]
    [InlineData(true, "--o", "External/job012/")]
    [InlineData(false, "relion", "--o")]
    [InlineData(false, "train", "--out")]
    [InlineData(false)]
    public void A_call_of_RELION_begins_with_o(bool expected, params string[] args) => RelionCall.Is(args).ShouldBe(expected);
}
