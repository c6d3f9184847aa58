using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Stages.Tests.Particles.Reading;

public class LatentReaderTests
{
    [Theory]
    [InlineData("particle,z0\n0,1\n", "no line for particle 1")]
    [InlineData("particle,z0\n0,1\n0,2\n", "a second time")]
    [InlineData("particle,z0\n0,1\n2,2\n", "'2'")]
    [InlineData("particle,z0\n0,1\n1,x\n", "line 3, column z0")]
    [InlineData("particle,z0\n0,1\n1,NaN\n", "particle 1, axis 0")]
    [InlineData("particle,z0\n0,1\n1,2,3\n", "3 values")]
    [InlineData("a,b\n", "line 1")]
    [InlineData("z0,b\n", "line 1")]
    [InlineData("z1,z0\n", "line 1")]
    [InlineData("particle,z0,z2\n", "line 1")]
    [InlineData("contrast\n", "line 1")]
    [InlineData("", "line 1")]
    [InlineData("z0\n1\n", "1 particles")]
    public void Bad_csv_is_refused(string text, string says)
    {
        using var folder = new TemporaryFolder();
        Refusal.Says(() => LatentReader.Read(folder.Text("z.csv", text), 2), "z.csv", says);
    }

    [Fact]
    public void Rows_without_numbers_are_taken_in_order()
    {
        using var folder = new TemporaryFolder();
        LatentReader.Read(folder.Text("frames.csv", "z0,z1\n1,2\n3,4\n")).Values.ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void Other_columns_of_the_state_are_passed_over()
    {
        using var folder = new TemporaryFolder();
        (float[] values, int dimensions) = LatentReader.Read(folder.Text("z.csv", "particle,z0,z1,contrast\n1,3,4,0.9\n0,1,2,1.1\n"), 2);
        dimensions.ShouldBe(2);
        values.ShouldBe([1, 2, 3, 4]);
    }
}
