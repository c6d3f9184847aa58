using Flex3D.Stages.Engine;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Tests.Particles.Images;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Engine.Imaging;

/// <summary>The image that a projection predicts, against the terms of the loss.</summary>
public sealed class ImagePredictionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_predicted_image_has_the_terms_that_its_projection_has(bool premultiplied)
    {
        OpticsGroup optics = SmallWorld.Optics() with { BeamTiltX = 0.3, EvenZernike = [0.2, 40], GreyScale = 1.3, CtfPremultiplied = premultiplied };
        var world = new SmallWorld(particles: 3, optics: optics);
        var source = new MemorySource(world.Table, [.. Enumerable.Range(0, 3).Select(p => TestStacks.Noise(16, p))]);
        ImageBatch batch = source.Transformed(0, 1, 2);
        var fft = new RealFft2(16);
        float[] splat = TestStacks.Noise(16, 7), re = new float[fft.SpectrumLength], im = new float[fft.SpectrumLength], scratch = new float[fft.ScratchLength], image = new float[256];
        for (int p = 0; p < 3; p++)
        {
            fft.Forward(splat, re, im, scratch);
            (float[] splatRe, float[] splatIm) = ((float[])re.Clone(), (float[])im.Clone());
            source.Predict(batch.Parameters[p], re, im, new float[fft.SpectrumLength]);
            fft.Inverse(re, im, image, scratch);
            ImageShard shard = new MemorySource(world.Table, [.. Enumerable.Repeat(image, 3)]).Shard(p);
            float largest = shard.TargetReal.Max(Math.Abs);
            for (int k = 0; k < re.Length; k++)
            {
                // Predicted with the CTF once more where images were multiplied by it: B has it twice, as W has.
                shard.TargetReal[k].ShouldBe(shard.Weight[k] * splatRe[k], 1e-5f * largest);
                shard.TargetImaginary[k].ShouldBe(shard.Weight[k] * splatIm[k], 1e-5f * largest);
            }
        }
    }
}
