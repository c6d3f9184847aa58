using Flex3D.Pipeline.Queue.Watching;

namespace Flex3D.Pipeline.Tests.Queue;

/// <summary>What counts as a data set, and when it is complete.</summary>
public sealed class DataSetsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-watched-").FullName;
    private readonly ManualClock _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text = "")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
    }

    private string[] Found() => [.. new DataSets(_folder, In("runs")).Find((folder, why) => throw new IOException(folder + why)).Select(path => Path.GetRelativePath(_folder, path))];

    [Fact]
    public void Particle_files_folders_with_one_and_folders_of_jobs_are_data_sets_and_nothing_else_is()
    {
        foreach (string name in new[]
        {
            "a.star", "b.cs", ".hidden.star", "map.mrc", "plain/particles.STAR", "plain/deeper/other.star", "session/day/Refine3D/job012/run_data.star", "P1/J42/job.json", "P1/J7/J7_passthrough.cs",
            "P1/workspaces.json", "empty/readme.txt", ".trash/x.star", "runs/one/particles.star", "default_pipeline.star", "session/default_pipeline.star",
        })
        {
            Write(name);
        }
        Found().ShouldBe([Path.Combine("P1", "J42"), Path.Combine("P1", "J7"), "a.star", "b.cs", "plain", Path.Combine("session", "day", "Refine3D", "job012")], ignoreOrder: true);
    }

    [Fact]
    public void A_data_set_is_complete_once_nothing_in_it_has_changed_for_the_quiet_time()
    {
        Write("one/particles.star");
        Write("two.star", "1");
        var settling = new Settling(new SettlingRule(TimeSpan.FromSeconds(60), null), _clock);
        string[] both = [In("one"), In("two.star")];
        settling.Settled(both).ShouldBeEmpty();
        _clock.Pass(59);
        settling.Settled(both).ShouldBeEmpty();
        Write("one/stacks/particles.mrcs", "still copied");
        settling.Settled(both).ShouldBeEmpty();
        _clock.Pass(1);
        settling.Settled(both).ShouldBe([In("two.star")]);
        settling.Unsettled.ShouldBe(1);
        _clock.Pass(58);
        settling.Settled([In("one")]).ShouldBeEmpty();
        File.SetLastWriteTimeUtc(In("one/particles.star"), new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _clock.Pass(30);
        settling.Settled([In("one")]).ShouldBeEmpty("written again with the same length");
        _clock.Pass(60);
        settling.Settled([In("one")]).ShouldBe([In("one")]);
    }

    [Fact]
    public void One_that_disappears_begins_anew()
    {
        Write("one/particles.star");
        var settling = new Settling(new SettlingRule(TimeSpan.FromSeconds(60), null), _clock);
        settling.Settled([In("one")]);
        settling.Settled([]).ShouldBeEmpty();
        _clock.Pass(100);
        settling.Settled([In("one")]).ShouldBeEmpty();
        settling.Settled([In("gone.star")]).ShouldBeEmpty("removed between two looks");
    }

    [Fact]
    public void With_a_marker_it_is_complete_when_the_marker_is_there_and_not_before()
    {
        Write("one/particles.star");
        Write("two.star");
        var settling = new Settling(new SettlingRule(TimeSpan.FromSeconds(60), "transfer.done"), _clock);
        string[] both = [In("one"), In("two.star")];
        settling.Settled(both).ShouldBeEmpty();
        _clock.Pass(1000);
        settling.Settled(both).ShouldBeEmpty();
        Write("one/transfer.done");
        settling.Settled(both).ShouldBe([In("one")]);
        Write("two.star.transfer.done");
        settling.Settled([In("two.star")]).ShouldBe([In("two.star")]);
    }

    [Fact]
    public void A_pattern_chooses_data_sets_by_their_path()
    {
        Write("s1/Refine3D/job012/run_data.star");
        Write("s1/Class3D/job010/run_it025_data.star");
        Write("s2.star");
        new DataSets(_folder, In("runs"), "s?/Refine3D/*").Find((_, _) => { }).ShouldBe([In("s1/Refine3D/job012")]);
    }

    [Theory]
    [InlineData("job.json", """{"status": "completed", "output_results": [{"name": "micrograph_blob"}]}""", """{"status": "completed", "output_results": [{"name": "alignments3D"}]}""")]
    [InlineData("job.star", "", null)]
    public void A_finished_job_without_particles_is_no_data_set(string file, string without, string? with)
    {
        Write("job/micrographs_ctf.star");
        Write("job/RELION_JOB_EXIT_SUCCESS");
        Write("job/" + file, without);
        var settling = new Settling(new SettlingRule(TimeSpan.FromSeconds(60), null), _clock);
        settling.Settled([In("job")]);
        _clock.Pass(60);
        settling.Settled([In("job")]).ShouldBeEmpty();
        settling.Unsettled.ShouldBe(0, "it is not waited for");
        Write("job/" + file, with ?? without);
        Write("job/run_data.star");
        var again = new Settling(new SettlingRule(TimeSpan.Zero, null), _clock);
        again.Settled([In("job")]).ShouldBe([In("job")]);
    }

    [Theory]
    [InlineData("job.star", "", "RELION_JOB_EXIT_SUCCESS")]
    [InlineData("job.json", """{"status": "running"}""", null)]
    public void A_job_is_not_complete_before_it_is_finished_however_quiet_it_is(string file, string text, string? finished)
    {
        Write("job/run_data.star");
        Write("job/" + file, text);
        var settling = new Settling(new SettlingRule(TimeSpan.FromSeconds(60), null), _clock);
        settling.Settled([In("job")]);
        _clock.Pass(5000);
        settling.Settled([In("job")]).ShouldBeEmpty();
        Write("job/" + (finished ?? file), """{"status": "completed", "outputs": "alignments3D"}""");
        settling.Settled([In("job")]).ShouldBeEmpty();
        _clock.Pass(60);
        settling.Settled([In("job")]).ShouldBe([In("job")]);
    }

    [Theory]
    [InlineData("session1/J42", "session1-J42")]
    [InlineData("data.star", "data")]
    [InlineData("v1.2", "v1.2")]
    [InlineData("ä $(rm)/--x", "----rm----x")]
    [InlineData("…", "run")]
    public void A_run_is_named_after_its_data_set_with_plain_letters(string path, string name) =>
        RunNames.Of("/in", Path.Combine("/in", path), In("runs"), new HashSet<string>()).ShouldBe(name.Trim('-'));

    [Fact]
    public void A_name_that_is_taken_or_that_a_folder_has_gets_a_number()
    {
        Directory.CreateDirectory(In("runs/a-2"));
        RunNames.Of("/in", "/in/a", In("runs"), new HashSet<string> { "a", "a-3" }).ShouldBe("a-4");
        RunNames.Of("/in", "/in/" + new string('x', 300), In("runs"), new HashSet<string>()).Length.ShouldBe(100);
    }
}
