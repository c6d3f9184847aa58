using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Configuration;

public sealed class LooseSettingsTests
{
    private static readonly string[] s_steps = ["prep", "mesh", "train", "reconstruct", "generate"];

    [Theory]
    [InlineData("train.epochs", "train.epochs")]
    [InlineData("epochs", "train.epochs")]
    [InlineData("Epochs", "train.epochs")]
    [InlineData("latent-dimension", "train.latentDimension")]
    [InlineData("latent_dimension", "train.latentDimension")]
    [InlineData("zdim", "train.latentDimension")]
    [InlineData("TRAIN.LAMBDA", "train.lambda")]
    [InlineData("seed", "seed")]
    [InlineData("micelle_mask", "inputs.micelleMask")]
    [InlineData("badParticles", "safety.badParticles")]
    public void A_setting_is_found_by_its_key_or_by_its_name(string name, string key) => LooseSettings.Find(name, s_steps).Key.ShouldBe(key);

    [Theory]
    [InlineData("epoch", "train.epochs")]
    [InlineData("train.epohcs", "train.epochs")]
    [InlineData("sharpening", "reconstruct.sharpeningB")]
    [InlineData("qqqqqqqqqqqq", "the key of a setting, such as train.epochs")]
    public void An_unknown_name_is_refused_with_the_near_ones(string name, string near)
    {
        string message = Should.Throw<InputException>(() => LooseSettings.Find(name, s_steps)).Message;
        message.ShouldStartWith($"--{name}: found the unknown parameter '{name}'; expected ");
        message.ShouldContain(near);
    }

    [Fact]
    public void A_name_of_several_steps_needs_its_section_and_steps_that_do_not_run_are_not_meant()
    {
        Should.Throw<InputException>(() => LooseSettings.Find("latents", s_steps)).Message.ShouldContain("expected inputs.latents or generate.latents");
        LooseSettings.Find("generate.latents", s_steps).Key.ShouldBe("generate.latents");
        LooseSettings.Find("latents", ["prep"]).Key.ShouldBe("inputs.latents");
        Should.Throw<InputException>(() => LooseSettings.Find("simulate.particles", s_steps));
    }
}
