using System.Text;
using Flex3D.Pipeline.Serving.Listing;

namespace Flex3D.Pipeline.Tests.Serving;

public sealed class KeptJsonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-kept-").FullName;
    private readonly KeptJson _kept = new();
    private int _made;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Ask(string of, string key) => Encoding.UTF8.GetString(_kept.Of(of, key, () => ++_made));

    [Fact]
    public void An_answer_is_made_again_where_its_key_is_another()
    {
        string[] answers = [Ask("a", "1"), Ask("a", "1"), Ask("b", "1"), Ask("a", "2"), Ask("a", "2"), Ask("a", "1")];
        answers.ShouldBe(["1", "1", "2", "3", "3", "4"]);
    }

    [Fact]
    public void What_cannot_be_made_is_not_kept()
    {
        Should.Throw<IOException>(() => _kept.Of("a", "1", () => throw new IOException("away")));
        Ask("a", "1").ShouldBe("1");
    }

    [Fact]
    public void The_stamp_of_a_file_changes_when_it_is_written_again_or_goes()
    {
        string path = Path.Combine(_folder, "status.json");
        string before = KeptJson.Stamp(path);
        File.WriteAllText(path, "one");
        string first = KeptJson.Stamp(path);
        File.AppendAllText(path, ", two");
        new[] { before, first, KeptJson.Stamp(path) }.Distinct().Count().ShouldBe(3);
        File.Delete(path);
        KeptJson.Stamp(path).ShouldBe(before);
    }
}
