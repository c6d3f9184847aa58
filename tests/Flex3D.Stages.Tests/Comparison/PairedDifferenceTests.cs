using Flex3D.Stages.Comparison;

namespace Flex3D.Stages.Tests.Comparison;

public class PairedDifferenceTests
{
    [Fact]
    public void What_all_images_have_in_common_is_not_in_the_error()
    {
        // Losses of 1000, 2000, … that differ by 1, 2, 3 and 4: mean 2.5, standard deviation √(5/3).
        PairedDifference difference = PairedDifference.Of([1001, 2002, 3003, 4004], [1000, 2000, 3000, 4000]).ShouldNotBeNull();
        difference.Images.ShouldBe(4);
        difference.Mean.ShouldBe(2.5, 1e-9);
        difference.Error.ShouldBe(Math.Sqrt(5.0 / 3 / 4), 1e-9);
    }

    [Fact]
    public void A_single_image_has_no_spread_and_so_no_difference() => PairedDifference.Of([1], [2]).ShouldBeNull();
}
