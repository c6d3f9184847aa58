using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Results;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>From structures through every step of one pipeline file back to the motion that was put in.</summary>
[Collection(MovingMolecule.Shared)]
public sealed class KnownMotionTests(MovingMolecule moving, TinyParticles tiny)
{
    private const int Particles = MovingMolecule.Particles;

    private string In(string name) => Path.Combine(moving.Run, name);

    private static double[][] Rows(string path) => [.. File.ReadLines(path).Skip(1).Select(line => line.Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray())];

    [Fact]
    public async Task The_learned_displacements_rank_the_particles_by_their_true_coordinate()
    {
        double[] truth = [.. Rows(In("simulate/truth/particles.csv")).Select(row => row[1])];
        string points = moving.In("points.csv"), moved = moving.In("moved.csv");
        double[][] atoms = [.. Rows(In("simulate/truth/atoms.csv")).Where((_, i) => i % 5 == 0)];
        File.WriteAllLines(points, atoms.Select(atom => FormattableString.Invariant($"{atom[0]},{atom[1]},{atom[2]}")).Prepend("x,y,z"));
        await Flex.DoneAsync("deform", moving.Run, "--points", points, "--particles", "all", "--out", moved);
        File.ReadLines(moved).First().ShouldBe("frame,point,x,y,z");
        double[][] positions = Array.ConvertAll(new double[Particles][], _ => new double[3 * atoms.Length]);
        foreach (double[] row in Rows(moved))
        {
            row.AsSpan(2, 3).CopyTo(positions[(int)row[0]].AsSpan(3 * (int)row[1]));
        }
        Math.Abs(Statistics.Spearman(Statistics.FirstPrincipalComponent(positions), truth)).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public async Task The_score_shows_the_motion_beside_its_limit()
    {
        string file = moving.In("score.json");
        string text = await Flex.DoneAsync("score", moving.Run, "--json", file);
        text.ShouldContain($"{Particles} of {Particles} particles, 1 latent");
        JsonElement score = JsonDocument.Parse(File.ReadAllText(file)).RootElement, coordinate = score.GetProperty("coordinates")[0], displacement = score.GetProperty("displacement");
        double found = coordinate.GetProperty("rSquared").GetDouble(), limit = score.GetProperty("limit").GetProperty("coordinates")[0].GetProperty("rSquared").GetDouble();
        found.ShouldBeInRange(0.7, limit + 0.02);
        text.ShouldContain("posterior of coordinate");
        JsonElement calibration = coordinate.GetProperty("calibration");
        calibration.GetProperty("particles").GetInt32().ShouldBe(Particles);
        calibration.GetProperty("ratio").GetDouble().ShouldBeInRange(0.2, 3); // two latents share the motion, and their correlations are left out
        text.ShouldNotContain("given poses"); // which are true
        double truth = displacement.GetProperty("trueMoving").GetDouble(), error = displacement.GetProperty("superposed").GetProperty("errorMoving").GetDouble();
        error.ShouldBeInRange(score.GetProperty("limit").GetProperty("angstrom").GetDouble() * 0.8, 0.9 * truth);
        JsonElement[] maps = [.. score.GetProperty("maps").EnumerateArray()];
        maps.Length.ShouldBe(7);
        maps.ShouldAllBe(map => map.GetProperty("area").GetDouble() > 0.2 && map.GetProperty("area").GetDouble() <= 0.5);
        File.ReadLines(In("simulate/truth/limit.csv")).Count().ShouldBe(1 + 100);
    }

    [Fact]
    public async Task A_score_needs_a_trained_run_and_the_truth_of_its_particles()
    {
        await Flex.RefusedAsync(["score", tiny.Run], tiny.Run, "no model", "has been trained");
        await Flex.RefusedAsync(["score", moving.Run, "--simulation", tiny.Folder], "particles.csv", $"{TinyParticles.Count} particles", $"{Particles}, as the particle table", "--simulation");
        await Flex.RefusedAsync(["score", moving.Run, "--simulation", In("maps")], "no truth/particles.csv", "flex3d simulate wrote");
    }

    [Fact]
    public async Task What_moves_together_is_a_segment_along_which_the_mesh_is_cut()
    {
        string folder = moving.In("segments"), said = await Flex.DoneAsync("segment", moving.Run, "--out", folder);
        said.ShouldContain("segments, by motion");
        DensityMap labels = MrcMap.Read(Path.Combine(folder, "segments.mrc"));
        var travel = new Dictionary<bool, List<double>> { [true] = [], [false] = [] };
        foreach (double[] atom in Rows(In("simulate/truth/atoms.csv")))
        {
            int[] at = [.. atom[..3].Select(x => (int)Math.Round(x / labels.PixelSizeAngstrom) + labels.Box / 2)];
            double label = labels[at[2], at[1], at[0]];
            if (label > 0)
            {
                travel[label == 1].Add(Math.Sqrt(Enumerable.Range(0, 3).Sum(axis => Math.Pow(atom[^(3 - axis)] - atom[3 + axis], 2))));
            }
        }
        travel[false].Count.ShouldBeGreaterThan(20);
        travel[false].Average().ShouldBeGreaterThan(1.5 * travel[true].Average());
        await Flex.DoneAsync("mesh", "--from", moving.Run, "--out", moving.In("cut"), "--segmentation", Path.Combine(folder, "segments.yaml"), "--inspect");
        MeshFile.Read(moving.In("cut/mesh/mesh.json")).Segments!.Segments.Count.ShouldBe(labels.Values.Distinct().Count() - 1);
    }

    [Fact]
    public void The_summary_says_that_it_moves_and_names_the_files()
    {
        moving.Summary.ShouldContain("A known motion");
        moving.Summary.ShouldContain("The molecule moves");
        foreach (string name in new[] { "report.html", "plots/slices.png", "series/axis0", "maps/flex.mrc", "latents.csv", "model.npz" })
        {
            moving.Summary.ShouldContain(name);
        }
    }

    [Fact]
    public async Task Maps_at_the_latents_of_the_ends_look_like_the_ends()
    {
        double[] truth = [.. Rows(In("simulate/truth/particles.csv")).Select(row => row[1])];
        string[] latents = [.. File.ReadLines(In("latents.csv")).Skip(1).Select(line => string.Join(',', line.Split(',')[1..3]))];
        int[] ends = [Array.IndexOf(truth, truth.Min()), Array.IndexOf(truth, truth.Max())];
        File.WriteAllLines(moving.In("z.csv"), ends.Select(p => latents[p]).Prepend("z0,z1"));
        string maps = moving.In("ends");
        await Flex.DoneAsync("generate", moving.Run, "--latents", moving.In("z.csv"), "--out", maps);
        DensityMap mask = MrcMap.Read(In("simulate/truth/mask_moving.mrc"));
        double[,] likeness = new double[2, 2];
        for (int frame = 0; frame < 2; frame++)
        {
            DensityMap map = MrcMap.Read(Path.Combine(maps, $"frame_00{frame}.mrc"));
            for (int end = 0; end < 2; end++)
            {
                likeness[frame, end] = Statistics.Correlation(map, MrcMap.Read(In($"simulate/truth/map_t+{end}.mrc")), mask);
            }
        }
        likeness[0, 0].ShouldBeGreaterThan(likeness[0, 1] + 0.1);
        likeness[1, 1].ShouldBeGreaterThan(likeness[1, 0] + 0.1);
    }

    [Fact]
    public void Every_name_that_scripts_rely_on_is_there_and_reads()
    {
        PipelineFile.Load(In("run.yaml")).Seed.ShouldBe(5);
        JsonDocument.Parse(File.ReadAllText(In("status.json"))).RootElement.GetProperty("state").GetString().ShouldBe("done");
        File.ReadAllLines(In("log.json")).ShouldAllBe(line => JsonDocument.Parse(line, default).RootElement.ValueKind == JsonValueKind.Object);
        Directory.GetFiles(In("checkpoints"), "*", SearchOption.AllDirectories).ShouldNotBeEmpty();
        foreach (string map in new[] { "flex", "rigid", "flex_half1", "flex_half2", "rigid_half1", "rigid_half2", "canonical", "local_resolution", "local_sharpened_rigid", "sharpened", "volume_change" })
        {
            DensityMap read = MrcMap.Read(In($"maps/{map}.mrc"));
            (read.Box, read.PixelSizeAngstrom).ShouldBe((32, 3), map);
            MapChecks.RequireFinite(read, map);
            read.Values.Max().ShouldBeGreaterThan(0, map);
        }
        foreach (string frame in new[] { "axis0/frame_000", "axis0/frame_002" })
        {
            MapChecks.RequireFinite(MrcMap.Read(In($"series/{frame}.mrc")), frame);
        }
        Directory.GetDirectories(In("series"), "axis*").ShouldBe([In("series/axis0")], "one motion leaves one coordinate in use");
        string[] fsc = File.ReadAllLines(In("fsc.csv"));
        fsc[0].ShouldBe("shell,resolution_angstrom,flex_support,flex_masked,flex_corrected,rigid_support,rigid_masked,rigid_corrected");
        fsc.Length.ShouldBe(1 + 17);
        File.ReadAllText(In("fsc.star")).ShouldContain("_rlnFourierShellCorrelationCorrected");
        foreach (string plot in new[] { "latents", "coordinates", "loss", "fsc", "slices", "motion", "flow_axis0", "local_resolution", "directions" })
        {
            File.ReadAllBytes(In($"plots/{plot}.png")).AsSpan(0, 4).SequenceEqual((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']).ShouldBeTrue(plot);
            XDocument.Load(In($"plots/{plot}.svg")).Root!.Name.LocalName.ShouldBe("svg");
        }
        var opened = new ChimeraXGrammar(moving.Run);
        opened.Read(File.ReadAllText(In("movie.cxc"))); // it opens motion.cxc, and that all files that it names
        opened.Models.Values.ShouldBe([3, 3, 3, 0, 6, 2], "motion, its travels, an axis, moved atoms, six maps, mesh and arrows");
        string[] script = File.ReadAllLines(In("motion.cxc"));
        script.ShouldContain("open \"deform/moved.pdb\" coordsets true");
        script[^1].ShouldBe("vseries play #1 loop true direction oscillate maxFrameRate 15 cacheFrames 3");
        // What travels farthest does so whatever conformation shows it.
        float[] travels = [.. Enumerable.Range(0, 3).Select(frame => MrcMap.Read(In($"series/motion/travel/frame_00{frame}_travel.mrc")).Values.Max())];
        travels.Max().ShouldBeInRange(4, 40);
        travels.Min().ShouldBe(travels.Max(), 0.1 * travels.Max());
        File.ReadAllText(In("motion.bild")).ShouldContain(".arrow ");
        TetrahedralMesh mesh = MeshFile.Read(In("mesh/mesh.json"));
        XDocument.Load(In("mesh.vtu")).Root!.Name.LocalName.ShouldBe("VTKFile");
        AtomicModelFile.Read(In("mesh.pdb")).Positions().Length.ShouldBe(3 * mesh.VertexCount);
        File.ReadAllText(In("deform/moved.pdb")).Split('\n').Count(line => line.StartsWith("MODEL", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public void The_part_that_moves_most_is_one_region_of_space_within_the_mask_of_each_pair_of_half_maps()
    {
        float[] flexed = MrcMap.Read(In("maps/moving_mask.mrc")).Values, rigid = MrcMap.Read(In("maps/moving_mask_rigid.mrc")).Values;
        float[] flexedSupport = MrcMap.Read(In("maps/flex_mask.mrc")).Values, rigidSupport = MrcMap.Read(In("prep/mask.mrc")).Values;
        flexedSupport.ShouldNotBe(rigidSupport);
        int moving = 0;
        for (int i = 0; i < flexed.Length; i++)
        {
            rigid[i].ShouldBeLessThanOrEqualTo(rigidSupport[i]);
            flexed[i].ShouldBeLessThanOrEqualTo(flexedSupport[i]);
            (flexed[i] * rigidSupport[i]).ShouldBe(rigid[i] * flexedSupport[i], 1e-5f);
            moving += rigid[i] > 0.5f ? 1 : 0;
        }
        moving.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Latents_stand_in_a_csv_and_beside_every_input_column()
    {
        string[] lines = File.ReadAllLines(In("latents.csv"));
        lines[0].ShouldBe("particle,z0,z1,sd0,sd1,gain,turn0,turn1,turn2,shift0,shift1,weight,motion0,motion1");
        lines.Length.ShouldBe(1 + Particles);
        lines[^1].ShouldStartWith($"{Particles - 1},");
        (float[] values, int dimensions) = LatentReader.Read(In("latents.csv"));
        (float[] fromStar, int sameDimensions) = LatentReader.Read(In("particles.star"));
        (dimensions, sameDimensions).ShouldBe((2, 2));
        fromStar.ShouldBe(values);
        string[] before = File.ReadAllLines(In("simulate/particles.star")), after = File.ReadAllLines(In("particles.star"));
        foreach (string label in before.Where(line => line.StartsWith("_rln", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]))
        {
            after.ShouldContain(line => line.StartsWith(label + " ", StringComparison.Ordinal), label);
        }
    }

    [Fact]
    public async Task Principal_coordinates_are_centred_in_order_and_select_particles()
    {
        double[][] rows = [.. Rows(In("latents.csv")).Select(row => row[^2..])];
        double[] squares = [.. Enumerable.Range(0, 2).Select(c => rows.Average(row => row[c] * row[c]))];
        rows.Average(row => row[0]).ShouldBe(0, 1e-3);
        rows.Average(row => row[1]).ShouldBe(0, 1e-3);
        squares[0].ShouldBeGreaterThan(squares[1]);
        Math.Abs(rows.Average(row => row[0] * row[1])).ShouldBeLessThan(0.05 * squares[0]);
        File.ReadAllText(In("particles.star")).ShouldContain("_flex3dMotion1 #");
        await Flex.DoneAsync("select", moving.Run, "--range", "motion0=0:", "--out", moving.In("half.csv"));
        File.ReadLines(moving.In("half.csv")).Count().ShouldBe(1 + rows.Count(row => row[0] >= 0));
    }

    [Fact]
    public async Task Particles_are_selected_by_what_their_images_say_and_how_surely()
    {
        double[][] rows = [.. Rows(In("latents.csv"))];
        double[] deviations = [.. rows.Select(row => row[3]).Order()], gains = [.. rows.Select(row => row[5])];
        deviations[0].ShouldBeGreaterThan(0);
        deviations[^1].ShouldBeLessThanOrEqualTo(1); // the prior's
        gains.Average().ShouldBeGreaterThan(1, "the molecule moves: a latent of its own fits a particle better than z = 0, beyond half of K");
        double middle = deviations[rows.Length / 2];
        await Flex.DoneAsync("select", moving.Run, "--range", FormattableString.Invariant($"sd0=0:{middle:0.000000}"), "--range", "gain=1:", "--out", moving.In("sure.csv"));
        File.ReadLines(moving.In("sure.csv")).Count().ShouldBe(1 + rows.Count(row => row[3] <= Math.Round(middle, 6) && row[5] >= 1));
    }
}
