using Flex3D.Pipeline.Showing;

namespace Flex3D.Pipeline.Tests.Showing;

public class TextPlotTests
{
    [Fact]
    public void A_straight_line_goes_from_one_corner_to_the_other()
    {
        string[] lines = TextPlot.Curves("a line", 15, 5, "1", "9", null, new TextCurve("up", '*', [10, 20, 30, 40, 50]));
        lines.ShouldBe(
        [
            "a line   * up",
            "      50┤    *",
            "        │   *",
            "        │  *",
            "        │ *",
            "      10┤*",
            "         1   9",
        ]);
    }

    [Fact]
    public void Values_that_are_not_numbers_are_not_drawn_and_the_first_curve_is_on_top()
    {
        string[] lines = TextPlot.Curves("", 13, 2, "", "", (0, 1), new TextCurve("a", 'a', [1, double.NaN, 1]), new TextCurve("b", 'b', [1, 1, 1]));
        lines[1].ShouldEndWith("┤aba");
    }

    [Fact]
    public void Bars_of_a_histogram_are_as_high_as_the_counts()
    {
        string[] lines = TextPlot.Histogram("counts", 12, 2, [0, 1, 1, 1, 1, float.NaN]);
        lines[1].ShouldBe("       4┤ █");
        lines[2].ShouldBe("       0┤▄█");
    }

    [Fact]
    public void A_histogram_of_one_value_or_of_none_is_drawn()
    {
        TextPlot.Histogram("", 14, 2, [3, 3])[1].ShouldBe("       2┤█");
        TextPlot.Histogram("", 14, 2, []).Length.ShouldBe(4);
    }
}
