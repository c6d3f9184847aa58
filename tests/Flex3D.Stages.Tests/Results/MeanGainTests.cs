using Flex3D.Stages.Results;
using Flex3D.Stages.Training;
using Shouldly;

namespace Flex3D.Stages.Tests.Results;

public class MeanGainTests
{
    // One-sided quantiles of Student's t at 0.00135, two and three images by its closed forms, the others from tables.
    [Theory]
    [InlineData(2, 235.80)]
    [InlineData(3, 19.207)]
    [InlineData(10, 4.0942)]
    [InlineData(30, 3.2785)]
    [InlineData(1_000_000, 3.0000)]
    public void Evidence_is_Students_quantile_at_the_chance_of_three_standard_errors(int images, double expected) =>
        MeanGain.EvidenceFromZ(images).ShouldBe(expected, 1e-3 * expected);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void One_image_is_no_evidence(int images) => new MeanGain(1e9, 1).Holds(images).ShouldBeFalse();

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(12)]
    public void Gains_that_are_noise_are_evidence_once_in_740_times_whatever_their_number(int images)
    {
        const int Draws = 400_000;
        var random = new Random(images);
        int held = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            GainMoments moments = default;
            for (int i = 0; i < images; i++)
            {
                moments = moments.With(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            }
            held += new MeanGain(moments.Mean(), moments.Error()).Holds(images) ? 1 : 0;
        }
        double expected = Draws * 0.00135;
        ((double)held).ShouldBeInRange(expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));
    }
}
