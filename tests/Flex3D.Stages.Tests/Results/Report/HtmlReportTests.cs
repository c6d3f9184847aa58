using System.Globalization;
using System.Text;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Results;
using Flex3D.Stages.Results.Report;
using Flex3D.Stages.Surfaces;
using Flex3D.Stages.Tests.Motion;
using Flex3D.Stages.Tests.Surfaces;

namespace Flex3D.Stages.Tests.Results.Report;

public sealed class HtmlReportTests : IDisposable
{
    private const string Wicked = "<script>alert('a')</script> & \"b\"";
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-report").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static readonly MotionReportInput s_supported = SampleReport.Supported(), s_unsupported = s_supported with { HeldOut = new HeldOutLoss(812.4, 810.9, new(-0.5, 0.4), 250) };

    private static readonly SurfaceScene s_still = Scene(1, 500), s_moving = Scene(11, 500);

    // The page without the plotting library, in which there is much to search.
    private static string Page(ReportContent content) => new HtmlReport(content).Text().Replace(PageAssets.Plotly, "", StringComparison.Ordinal);

    private static void ShouldHave(string page, string text, bool has = true) => page.Contains(text, StringComparison.Ordinal).ShouldBe(has, text);

    private static SurfaceScene Scene(int frames, int triangles)
    {
        TriangleMesh ball = SurfaceSimplifier.Simplify(IsoSurface.Of(IsoSurfaceTests.Ball(48, 2, 40), 0), triangles);
        float[][] places = [.. Enumerable.Range(0, frames).Select(frame => ball.Vertices.SelectMany((vertex, v) => (float[])[vertex.X + frame, vertex.Y, vertex.Z * (1 + 0.01f * frame * vertex.X)]).ToArray())];
        return new SurfaceScene
        {
            Levels = [.. Enumerable.Range(0, 3).Select(i => new MovingSurface($"level {i}", 0.1 * i, new(ball.Triangles, places), new(ball.Triangles, places)))],
            Original = ball,
            OriginalName = "the map before",
            MeshEdges = [0, 1, 1, 2],
            MeshFrames = [.. Enumerable.Repeat<float[]>([0, 0, 0, 1, 1, 1, 2, 2, 2], frames)],
            Moves = frames > 1,
        };
    }

    private ParticleSample Sample(int particles)
    {
        string path = Path.Combine(_folder, "latents.csv");
        var text = new StringBuilder("particle,z0,z1,sd0,sd1,gain,weight,motion0,motion1\n");
        for (int i = 0; i < particles; i++)
        {
            text.Append(i);
            for (uint c = 0; c < 8; c++)
            {
                text.Append(CultureInfo.InvariantCulture, $",{CounterRandom.Uniform(4, 1, 0, (ulong)i, c):0.#####}");
            }
            text.Append('\n');
        }
        File.WriteAllText(path, text.ToString());
        return ParticleSample.Read(path);
    }

    private ReportContent Full(int particles = 50) => new()
    {
        Summary = s_supported,
        Pictures = [new("plots/fsc.svg", "<svg/>"u8.ToArray(), "Resolution", "Two curves."), new("plots/other.png", [1, 2, 3], "Another", "Its caption.")],
        Surfaces = s_moving,
        Still = [0x89, (byte)'P'],
        Particles = Sample(particles),
        Fsc = new(120, [1, 0.9, 0.5, double.NaN], [1, 0.95, 0.6, 0.1], 5),
        Epochs = [new(1, 10, double.NaN, 9), new(2, 9, 11, 8)],
        Density = PlantedMotion.Weights,
        Facts = new RunFacts
        {
            Version = "1.2",
            Settings = [("train.epochs", "7", "Number of epochs")],
            Inputs = [("particles.star", 12, "sha256:ab")],
            Commands = [("flex3d verify RUN", "Check the files:")],
        },
    };

    [Fact]
    public void The_page_is_well_formed_and_loads_nothing_but_the_status_beside_it()
    {
        string page = Page(Full());
        PageMarkup.ShouldBeWellFormed(page);
        PageMarkup.Loaded(page).ShouldBe(["status.js"]);
        ShouldHave(page, "http:", false);
        ShouldHave(page, "https:", false);
        ShouldHave(page, "Content-Security-Policy\" content=\"default-src 'none';");
        ShouldHave(page, "plotly.js 3.7.0, &#169; Plotly, Inc.");
        ShouldHave(page, "\r", false);
        PageAssets.Plotly.Length.ShouldBeInRange(1_000_000, 2_500_000);
    }

    [Fact]
    public void The_page_begins_with_the_answer_of_the_summary_and_has_its_whole_text()
    {
        foreach (MotionReportInput input in (MotionReportInput[])[s_supported, s_unsupported])
        {
            var summary = new MotionSummary(input);
            string page = Page(Full() with { Summary = input });
            string answer = System.Net.WebUtility.HtmlEncode(summary.Verdict());
            page.IndexOf(answer, StringComparison.Ordinal).ShouldBeInRange(0, page.IndexOf("<h2>", StringComparison.Ordinal));
            ShouldHave(page, System.Net.WebUtility.HtmlEncode(summary.Text()));
            ShouldHave(page, "This run does not show a motion of the molecule", !summary.Supported);
        }
    }

    [Fact]
    public void What_the_check_of_the_inputs_warned_of_stands_on_the_page_with_what_to_do()
    {
        ShouldHave(Page(Full()), "The check of the inputs", false);
        ShouldHave(Page(Full() with { InputWarnings = [] }), "nothing was found that a run should be warned of");
        string page = Page(Full() with { InputWarnings = [("Angles may be negated", "gain 3.1 & more", "flex3d check --fix FILE")] });
        ShouldHave(page, "<p class=\"warning\">Angles may be negated (gain 3.1 &amp; more). What to do: flex3d check --fix FILE.</p>");
        PageMarkup.ShouldBeWellFormed(page);
    }

    [Fact]
    public void Each_epoch_tells_its_rigidity_and_how_many_coordinates_are_in_use_where_they_are_known()
    {
        string page = Page(Full() with { Epochs = [new(1, 10.5, double.NaN, 9) { Kind = "flow", RigidityStrength = 0.0332, ActiveLatents = 2 }, new(2, 9, 11, 8)] });
        ShouldHave(page, "<tr><td><code>1</code></td><td>flow</td><td>10.50</td><td>–</td><td>9.00</td><td>0.0332</td><td>2</td></tr>");
        ShouldHave(page, "<tr><td><code>2</code></td><td></td><td>9.00</td><td>11.00</td><td>8.00</td><td>–</td><td>–</td></tr>");
    }

    [Fact]
    public void A_surface_that_does_not_move_is_said_to_stand_still()
    {
        string page = Page(Full() with { Summary = s_unsupported, Surfaces = s_still });
        ShouldHave(page, "It stands still, since this run shows no motion");
        ShouldHave(page, "\"moves\":false,\"frames\":1,");
        ShouldHave(page, "Move the slider", false);
    }

    [Fact]
    public void Texts_from_files_are_shown_and_not_run()
    {
        ReportContent full = Full();
        ReportContent wicked = full with
        {
            Summary = full.Summary with { Title = Wicked, OtherWarnings = [Wicked], Files = [(Wicked, Wicked)] },
            Pictures = [new("plots/x.png", [1], Wicked, Wicked)],
            Surfaces = full.Surfaces! with { OriginalName = Wicked },
            Facts = new RunFacts { Version = Wicked, Settings = [(Wicked, Wicked, Wicked)], Chosen = [(Wicked, Wicked, Wicked)], Inputs = [(Wicked, 1, Wicked)], Versions = [(Wicked, Wicked)], Commands = [(Wicked, Wicked)] },
        };
        string page = Page(wicked);
        ShouldHave(page, "<script>alert", false);
        ShouldHave(page, "&lt;script&gt;alert(&#39;a&#39;)&lt;/script&gt; &amp; &quot;b&quot;");
        PageMarkup.ShouldBeWellFormed(page);
        System.Text.RegularExpressions.Regex.Count(page, "<script").ShouldBe(5);
    }

    [Fact]
    public void The_page_of_a_bare_run_has_what_there_is()
    {
        string page = Page(new ReportContent { Summary = s_supported });
        PageMarkup.ShouldBeWellFormed(page);
        ShouldHave(page, "Main motions");
        ShouldHave(page, "id=\"fsc\"", false);
        ShouldHave(page, "id=\"surface\"", false);
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_and_a_hundred_thousand_particles_stay_below_8_MB()
    {
        ReportContent content = Full(particles: 100_000) with { Surfaces = Scene(11, 12_000), Pictures = [.. Enumerable.Range(0, 4).Select(i => new ReportPicture($"plots/p{i}.png", new byte[250_000], "A picture", ""))] };
        content.Particles!.Count.ShouldBe(100_000);
        content.Surfaces!.Levels[0].Fine.Triangles.Length.ShouldBeGreaterThan(30_000);
        string page = new HtmlReport(content).Text();
        int bytes = Encoding.UTF8.GetByteCount(page);
        TestContext.Current.TestOutputHelper!.WriteLine($"{bytes:N0} bytes");
        bytes.ShouldBeLessThan(8_000_000);
        string.Equals(new HtmlReport(content).Text(), page, StringComparison.Ordinal).ShouldBeTrue();
    }
}
