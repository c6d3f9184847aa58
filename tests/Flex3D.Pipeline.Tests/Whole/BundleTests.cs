using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Flex3D.Pipeline.Commands;
using Flex3D.Pipeline.Relion;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Sources;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A tiny External job of RELION, and bundles of its run.</summary>
public sealed class BundleTests(BundleTests.Job job) : IClassFixture<BundleTests.Job>
{
    /// <summary>The job, run once.</summary>
    public sealed class Job(TinyParticles tiny) : IAsyncLifetime
    {
        private readonly string _project = Directory.CreateTempSubdirectory("flex3d-project-").FullName;

        public string Run => In("External/job012/flex3d");

        internal ExitCode Code { get; private set; }

        internal string Said { get; private set; } = "";

        public string In(string name) => Path.Combine(_project, name);

        public async ValueTask InitializeAsync()
        {
            Directory.CreateDirectory(In("Refine3D/job010"));
            tiny.CopyTo(In("Refine3D/job010"));
            string line = $"--o External/job012/ --in_parts {In("Refine3D/job010/particles.star")} --in_3dref {In("Refine3D/job010/consensus.mrc")} --in_mask {In("Refine3D/job010/mask.mrc")}"
                + " --epochs 2 --warmUpEpochs 1 --batchSize 32 --zdim 1 --layers 3 --width 32 --cell-size 20 --iterations 2 --frames 3 --refine-poses true --device cpu --j 2";
            using var output = new StringWriter();
            Code = await RelionCommand.RunAsync(new CommandSession(StepCatalogue.Default, TextWriter.Synchronized(output), output, CancellationToken.None), new RelionCall(line.Split(' ')), _project);
            Said = output.ToString();
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_project, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private static float[] Voxels(byte[] map) => [.. Enumerable.Range(0, (map.Length - 1024) / 4).Select(i => BinaryPrimitives.ReadSingleLittleEndian(map.AsSpan(1024 + 4 * i)))];

    private string OfRun(string name) => Path.Combine(job.Run, name);

    [Fact]
    public void The_job_succeeds_and_lists_maps_half_maps_mask_and_particles_for_other_jobs()
    {
        job.Code.ShouldBe(ExitCode.Done);
        Directory.GetFiles(job.In("External/job012"), "RELION_JOB_*").Select(Path.GetFileName).ShouldBe(["RELION_JOB_EXIT_SUCCESS"]);
        StarTable nodes = StarFile.Read(job.In("External/job012/RELION_OUTPUT_NODES.star")).ShouldHaveSingleItem();
        (string Name, string Number, string Label)[] rows = [.. Enumerable.Range(0, nodes.Count).Select(row => (nodes[row, 0], nodes[row, 1], nodes[row, 2]))];
        rows.ShouldContain(("External/job012/run_class001.mrc", "6", "DensityMap.mrc"));
        rows.ShouldContain(("External/job012/run_half1_class001_unfil.mrc", "10", "DensityMap.mrc.halfmap"));
        rows.ShouldContain(("External/job012/run_half2_class001_unfil.mrc", "10", "DensityMap.mrc.halfmap"));
        rows.ShouldContain(("External/job012/mask.mrc", "7", "Mask3D.mrc"));
        rows.ShouldContain(("External/job012/run_data.star", "3", "ParticleGroupMetadata.star.relion"));
        rows.ShouldAllBe(row => File.Exists(job.In(row.Name)));
        ParticleSource source = ParticleSources.Of(job.In("External/job012")); // as if it were a refinement
        (Path.GetFileName(source.Particles), Path.GetFileName(source.Map)).ShouldBe(("run_data.star", "run_class001.mrc"));
    }

    [Fact]
    public async Task A_bundle_has_what_the_archive_asks_for_in_strict_form()
    {
        string folder = job.In("deposit");
        string said = await Flex.DoneAsync("bundle", job.Run, "--out", folder, "--threads", "2");
        said.ShouldContain("not written: motion.png: Particles kept out of training ");
        said.ShouldContain("not written: motion_still.png: ");
        Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)
            .ShouldBe(["deposition.txt", "fsc.xml", "half_map_1.mrc", "half_map_2.mrc", "image.png", "manifest.csv", "map.mrc", "mask.mrc"]);
        foreach ((string name, string of) in new[] { ("map", "flex"), ("half_map_1", "flex_half1"), ("half_map_2", "flex_half2"), ("mask", "flex_mask") })
        {
            byte[] map = File.ReadAllBytes(Path.Combine(folder, name + ".mrc"));
            Voxels(map).ShouldBe(Voxels(File.ReadAllBytes(OfRun($"maps/{of}.mrc"))), name);
            RequireStrict(map);
        }
        XElement[] points = [.. XDocument.Load(Path.Combine(folder, "fsc.xml")).Root!.Elements("coordinate")];
        points.Length.ShouldBe(1 + TinyParticles.Box / 2);
        double last = double.Parse(points[^1].Element("x")!.Value, CultureInfo.InvariantCulture);
        last.ShouldBe(1 / (2 * TinyParticles.Pixel), 1e-5); // Nyquist
        string text = File.ReadAllText(Path.Combine(folder, "deposition.txt"));
        text.ShouldContain($"number of particle images: {TinyParticles.Count}");
        text.ShouldContain(job.In("Refine3D/job010/consensus.mrc"));
        byte[] png = File.ReadAllBytes(Path.Combine(folder, "image.png"));
        (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))).ShouldBe((500, 500));
        string[] manifest = File.ReadAllLines(Path.Combine(folder, "manifest.csv"));
        manifest[0].ShouldBe("file,what,bytes,sha256");
        manifest.Length.ShouldBe(1 + 7);
        foreach (string line in manifest.Skip(1))
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(folder, line.Split(',')[0]));
            line.ShouldEndWith($",{bytes.Length},{Convert.ToHexStringLower(SHA256.HashData(bytes))}");
        }
    }

    [Fact]
    public async Task Compressed_maps_hold_the_same_bytes()
    {
        string said = await Flex.DoneAsync("bundle", job.Run, "--names", "relion", "--out", job.In("packed"), "--gzip", "--poses", "given");
        said.ShouldContain("run_data.star: particles with their latents; poses as given to the run");
        using var map = new MemoryStream();
        using (var packed = new GZipStream(File.OpenRead(job.In("packed/run_half2_class001_unfil.mrc.gz")), CompressionMode.Decompress))
        {
            packed.CopyTo(map);
        }
        map.ToArray().ShouldBe(File.ReadAllBytes(job.In("External/job012/run_half2_class001_unfil.mrc")));
        File.ReadAllBytes(job.In("packed/run_data.star")).ShouldBe(File.ReadAllBytes(OfRun("particles.star")));
    }

    [Fact]
    public async Task The_particles_have_the_poses_that_the_run_re_estimated_unless_the_given_ones_are_asked_for()
    {
        job.Said.ShouldContain("run_data.star: particles with their latents; poses as re-estimated by the run");
        IReadOnlyList<StarTable> own = StarFile.Read(OfRun("particles.star")), ofJob = StarFile.Read(job.In("External/job012/run_data.star"));
        (StarTable before, StarTable after) = (own.Single(table => table.Block == "particles"), ofJob.Single(table => table.Block == "particles"));
        after.Count.ShouldBe(TinyParticles.Count);
        int shifted = 0;
        for (int row = 0; row < after.Count; row++)
        {
            foreach ((string axis, int k) in new[] { ("X", 0), ("Y", 1) })
            {
                double Before(string label) => double.Parse(before[row, before.IndexOf(label)], CultureInfo.InvariantCulture);
                double shift = Before($"flex3dShift{k}");
                double.Parse(after[row, after.IndexOf($"rlnOrigin{axis}Angst")], CultureInfo.InvariantCulture).ShouldBe(Before($"rlnOrigin{axis}Angst") - shift, 1e-4);
                shifted += shift != 0 ? 1 : 0;
            }
        }
        shifted.ShouldBeGreaterThan(0);
        after.IndexOf("flex3dShift0").ShouldBe(-1);
        await Flex.DoneAsync("bundle", job.Run, "--names", "relion", "--out", job.In("refined"), "--poses", "refined");
        File.ReadAllBytes(job.In("refined/run_data.star")).ShouldBe(File.ReadAllBytes(job.In("External/job012/run_data.star")));
        await Flex.DoneAsync("bundle", job.Run, "--out", job.In("text"));
        File.ReadAllText(job.In("text/deposition.txt")).ShouldContain("its poses, which were re-estimated");
    }

    [Fact]
    public async Task Names_of_another_program_without_its_kind_of_particles_leave_these_out_and_say_so()
    {
        string said = await Flex.DoneAsync("bundle", job.Run, "--names", "cryosparc", "--job", "J42", "--out", job.In("J42"));
        said.ShouldContain("not written: J42_particles.cs: the run's particles are a .star file");
        Directory.GetFiles(job.In("J42"), "*.mrc").Select(path => Path.GetFileName(path)!).ShouldBe(
            ["J42_flex_map.mrc", "J42_flex_map_half_A.mrc", "J42_flex_map_half_B.mrc", "J42_mask_refine.mrc", "J42_noflex_map.mrc", "J42_noflex_map_half_A.mrc", "J42_noflex_map_half_B.mrc"], ignoreOrder: true);
        Directory.GetFiles(job.In("J42"), "*.cs*").ShouldNotContain(path => path.Contains("particles"));
    }

    [Theory]
    [InlineData("cryosparc", "J42_particles.cs", "J42_particles.csg")]
    [InlineData("scipion", "J42_passthrough_particles.cs", "J42_latents_particles.cs")]
    public async Task A_run_of_a_cryoSPARC_file_gives_its_particles_too(string names, params string[] files)
    {
        string run = job.In("of-cs-" + names), folder = job.In("J42-" + names);
        foreach (string name in Directory.GetFiles(job.Run, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(job.Run, path)).Where(name => name != "particles.star" && !name.StartsWith("checkpoints", StringComparison.Ordinal)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(run, name))!);
            File.Copy(OfRun(name), Path.Combine(run, name));
        }
        string literal = "{'descr': [('uid', '<u8'), ('blob/idx', '<u4'), ('ctf/df1_A', '<f4'), ('alignments3D/pose', '<f4', (3,)), ('components_mode_0/component', '<u4'), ('components_mode_0/value', '<f4')], 'fortran_order': False, 'shape': (2,), }".PadRight(245) + "\n";
        File.WriteAllBytes(Path.Combine(run, "particles.cs"), [0x93, .. "NUMPY"u8, 1, 0, (byte)literal.Length, 0, .. Encoding.ASCII.GetBytes(literal), .. Enumerable.Range(0, 2 * 36).Select(i => (byte)i)]);
        string said = await Flex.DoneAsync("bundle", run, "--names", names, "--job", "J42", "--out", folder);
        said.ShouldNotContain("not written");
        said.ShouldContain($"{files[0]}: particles with their latents; poses as given to the run, which re-estimated none");
        await Flex.RefusedAsync(["bundle", run, "--names", names, "--job", "J42", "--out", folder, "--poses", "refined"], "--poses", "no re-estimated poses", "train.refinePoses");
        foreach (string file in files)
        {
            File.Exists(Path.Combine(folder, file)).ShouldBeTrue(file);
        }
        File.ReadAllBytes(Path.Combine(folder, files[0])).ShouldBe(File.ReadAllBytes(Path.Combine(run, "particles.cs")));
        if (names == "cryosparc")
        {
            ParticleSources.Of(Path.Combine(folder, "J42_particles.csg")).Particles.ShouldBe(Path.Combine(folder, "J42_particles.cs"));
        }
    }

    [Fact]
    public async Task A_run_that_shows_no_motion_gives_a_still_of_its_map_or_what_the_model_learned_and_says_so()
    {
        string[] movie = ["movie", job.Run, "--width", "320", "--frames", "2"];
        string said = await Flex.DoneAsync([.. movie, "--out", job.In("still")]);
        said.ShouldStartWith("Particles kept out of training ");
        said.ShouldContain("no motion is drawn, for the reason above");
        Directory.GetFiles(job.In("still")).Select(Path.GetFileName).ShouldBe(["still.png"]);
        PngFile still = PngFile.Read(job.In("still/still.png"));
        said = await Flex.DoneAsync([.. movie, "--out", job.In("learned"), "--learned"]);
        said.ShouldNotContain("support the motion.");
        PngFile learned = PngFile.Read(job.In("learned/still_first.png"));
        Warning(learned).ShouldBeGreaterThan(100);
        Warning(PngFile.Read(job.In("learned/motion.png"))).ShouldBeGreaterThan(20);
        Warning(still).ShouldBe(0);

        // Pixels of the last rows, where the caption is, in a warm colour.
        static int Warning(PngFile file) => Enumerable.Range(file.Width * (file.Height - file.Width / 20), file.Width * (file.Width / 20))
            .Count(i => file.Frames[0][3 * i] - file.Frames[0][3 * i + 2] > 40);
    }

    [Fact]
    public async Task What_cannot_be_bundled_is_refused()
    {
        await Flex.RefusedAsync(["bundle", job.Run, "--names", "scipion", "--job", "42", "--out", job.In("x")], "--job", "'42'", "J and a number");
        await Flex.RefusedAsync(["bundle", job.In("Refine3D")], "Refine3D", "no run.yaml");
        string empty = job.In("prepared");
        Directory.CreateDirectory(empty);
        File.Copy(OfRun("run.yaml"), Path.Combine(empty, "run.yaml"));
        await Flex.RefusedAsync(["bundle", empty], "no reconstruction (maps/flex.mrc)", "flex3d reconstruct --from");
        Directory.Exists(empty + "-emdb").ShouldBeFalse();
    }

    /// <summary>The header by MRC2014, word by word.</summary>
    private static void RequireStrict(byte[] map)
    {
        int Int(int word) => BinaryPrimitives.ReadInt32LittleEndian(map.AsSpan(4 * (word - 1)));
        float Float(int word) => BinaryPrimitives.ReadSingleLittleEndian(map.AsSpan(4 * (word - 1)));
        const int N = TinyParticles.Box;
        new[] { 1, 2, 3, 4, 8, 9, 10, 17, 18, 19, 23, 24 }.Select(Int).ShouldBe([N, N, N, 2, N, N, N, 1, 2, 3, 1, 0]);
        new[] { 5, 6, 7, 50, 51, 52 }.Select(Int).ShouldAllBe(word => word == 0); // start and origin
        new[] { 11, 12, 13, 14, 15, 16 }.Select(Float).ShouldBe([N * 3f, N * 3f, N * 3f, 90, 90, 90]);
        Encoding.ASCII.GetString(map, 208, 4).ShouldBe("MAP ");
        map.AsSpan(212, 4).ToArray().ShouldBe([0x44, 0x44, 0, 0]);
        Int(28).ShouldBe(20141);
        float[] voxels = Voxels(map);
        voxels.Length.ShouldBe(N * N * N);
        double mean = voxels.Average(v => (double)v);
        (Float(20), Float(21)).ShouldBe((voxels.Min(), voxels.Max()));
        ((double)Float(22)).ShouldBe(mean, 1e-6);
        ((double)Float(55)).ShouldBe(Math.Sqrt(voxels.Average(v => (v - mean) * (v - mean))), 1e-6);
    }
}
