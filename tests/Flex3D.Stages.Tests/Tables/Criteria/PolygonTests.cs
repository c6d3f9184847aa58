using Flex3D.Stages.Tables.Criteria;

namespace Flex3D.Stages.Tests.Tables.Criteria;

public class PolygonTests
{
    [Theory]
    [InlineData("p.csv", "z0,z1\n0,0\n2,0\n2,1\n1,1\n1,2\n0,2\n", true)]
    [InlineData("p.txt", "# drawn\n0 0\n2\t0\n2 1\n1 1 # corner\n1 2\n\n0 2\n", false)]
    [InlineData("p.json", "[[0,0],[2,0],[2,1],[1,1],[1,2],[0,2]]", false)]
    [InlineData("q.json", "{\"axes\": [\"z0\", \"z1\"], \"vertices\": [[0,0],[2,0],[2,1],[1,1],[1,2],[0,2]]}", true)]
    public void An_angle_is_read_from_text_and_json(string name, string content, bool named)
    {
        using var folder = new TemporaryFolder();
        Polygon polygon = Polygon.Read(folder.Text(name, content));
        polygon.Axes.ShouldBe(named ? ("z0", "z1") : null);
        for (double x = -0.25; x < 2.5; x += 0.5)
        {
            for (double y = -0.25; y < 2.5; y += 0.5)
            {
                bool expected = x > 0 && y > 0 && ((x < 2 && y < 1) || (x < 1 && y < 2));
                polygon.Contains(x, y).ShouldBe(expected, $"{x}, {y}");
            }
        }
    }

    [Fact]
    public void Crossing_sides_leave_a_hole()
    {
        var star = new Polygon(null, [.. Enumerable.Range(0, 5).Select(i => (Math.Sin(i * 4 * Math.PI / 5), Math.Cos(i * 4 * Math.PI / 5)))]);
        star.Contains(0, 0).ShouldBeFalse();
        star.Contains(0, 0.7).ShouldBeTrue();
    }

    [Theory]
    [InlineData("0 0\n1 1\n", "2 vertices")]
    [InlineData("0 0\n1 x\n2 2\n", "line 2")]
    [InlineData("a b\nc d\n", "line 2")]
    [InlineData("0 0 0\n", "line 1")]
    [InlineData("[[0,0],[1]]", "JSON that is not a polygon")]
    [InlineData("{\"axes\": [\"z0\"]}", "JSON that is not a polygon")]
    [InlineData("[[0,0", "JSON that is not a polygon")]
    public void Other_files_are_refused(string content, string said)
    {
        using var folder = new TemporaryFolder();
        Refusal.Says(() => Polygon.Read(folder.Text("p", content)), "p", said);
    }
}
