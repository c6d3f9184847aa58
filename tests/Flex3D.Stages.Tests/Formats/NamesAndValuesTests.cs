using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Tests.Formats;

/// <summary>The value of a STAR file as it is written, and the known name nearest to a misspelt one.</summary>
public class NamesAndValuesTests
{
    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("1.5", "1.5")]
    [InlineData("a_b", "a_b")]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a\tb", "\"a\tb\"")]
    [InlineData("a \"b\"", "'a \"b\"'")]
    [InlineData("it's", "it's")]
    [InlineData("'quoted", "\"'quoted\"")]
    [InlineData("\"quoted", "'\"quoted'")]
    [InlineData("#1", "\"#1\"")]
    [InlineData("_x", "\"_x\"")]
    [InlineData(";x", "\";x\"")]
    [InlineData("$x", "\"$x\"")]
    [InlineData("]x", "\"]x\"")]
    [InlineData("data_x", "\"data_x\"")]
    [InlineData("LOOP_", "\"LOOP_\"")]
    [InlineData("[1,2,3]", "[1,2,3]")]
    [InlineData("[1, 2]", "\"[1, 2]\"")]
    public void A_value_is_quoted_where_it_would_be_read_as_something_else(string value, string written) => StarValue.Quote(value).ShouldBe(written);

    [Fact]
    public void A_value_of_two_lines_cannot_be_written() => Should.Throw<ArgumentException>(() => StarValue.Quote("a\nb"));

    [Theory]
    [InlineData("", "", 0), InlineData("", "abc", 3), InlineData("abc", "", 3), InlineData("kitten", "sitting", 3), InlineData("flaw", "lawn", 2), InlineData("abc", "abc", 0), InlineData("abc", "abd", 1), InlineData("ab", "ba", 2)]
    public void The_distance_counts_edits(string a, string b, int distance) => NearestName.Distance(a, b).ShouldBe(distance);

    [Theory]
    [InlineData("labmda", "lambda")]
    [InlineData("EPOCHS", "epochs")]
    [InlineData("xx", "epochs", null)]
    [InlineData("epoxxx", "epochs", null)] // three of six letters
    [InlineData("epocxx", "epochs", "epochs")]
    [InlineData("minimumRigid", "minimumRigidity", "minimumRigidity")]
    [InlineData("minimumRi", "minimumRigidity", null)]
    public void The_nearest_name_is_no_farther_than_two_edits_or_a_third(string name, string known, string? nearest = "same") =>
        NearestName.Of(name, ["latentDimension", known]).ShouldBe(nearest == "same" ? known : nearest);

    [Fact]
    public void A_name_too_long_to_be_misspelt_and_a_list_without_names_have_no_nearest()
    {
        string longest = new('a', 64);
        NearestName.Of(longest, [longest]).ShouldBe(longest);
        NearestName.Of(longest + "a", [longest + "a"]).ShouldBeNull();
        NearestName.Of("a", []).ShouldBeNull();
    }
}
