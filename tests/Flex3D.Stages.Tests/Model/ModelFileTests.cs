using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Model;

public sealed class ModelFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-model").FullName;

    private string FilePath => Path.Combine(_folder, "model.npz");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_is_read_as_it_was_written(bool anchored)
    {
        FlexModel model = SampleModel.Create(anchored);
        SampleModel.Write(FilePath, model);
        FlexModel read = ModelFile.Read(FilePath);

        read.Mesh.Vertices.ShouldBe(model.Mesh.Vertices);
        read.Mesh.Cells.ShouldBe(model.Mesh.Cells);
        read.Mesh.RigidityWeights.ShouldBe(model.Mesh.RigidityWeights);
        read.Mesh.Mobility.ShouldBe(model.Mesh.Mobility);
        read.FlowParameters.ShouldBe(model.FlowParameters);
        read.Latents.ShouldBe(model.Latents);
        read.Flow.Anchor.ShouldBe(model.Flow.Anchor);
        (read.Flow.Anchored, read.Flow.HiddenLayers, read.Flow.Width).ShouldBe((anchored, 3, 40));
        (read.Box, read.PixelSizeAngstrom, read.TrainingBox, read.Seed, read.RigidityStrength, read.MotionSupported, read.Name)
            .ShouldBe((64, 4.1, 40, ulong.MaxValue, 0.3, true, "Fab at its hinge"));
    }

    [Theory]
    [InlineData(true, "true", true)]
    [InlineData(false, "false", false)]
    [InlineData(null, "null", true)]
    public void Whether_the_motion_was_supported_or_not_tested_is_kept_and_only_a_failed_test_stills_the_flow(bool? supported, string written, bool moves)
    {
        SampleModel.Write(FilePath, SampleModel.Create(motionSupported: supported));
        Encoding.UTF8.GetString(Entry("meta.json")).ShouldContain($"\"motionSupported\": {written}");
        FlexModel read = ModelFile.Read(FilePath);
        read.MotionSupported.ShouldBe(supported);
        float[] flow = new float[15];
        new FlowField(read).Flows([1f, 1f], 1, flow);
        flow.Any(value => value != 0).ShouldBe(moves);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whether_the_whole_moves_is_kept_and_written_only_where_it_does(bool moves)
    {
        SampleModel.Write(FilePath, SampleModel.Create(motionSupported: true) with { WholeMoves = moves });
        ModelFile.Read(FilePath).WholeMoves.ShouldBe(moves);
        Encoding.UTF8.GetString(Entry("meta.json")).Contains("wholeMoves").ShouldBe(moves);
    }

    [Theory]
    [InlineData(Heterogeneity.Untested, null, "untested")]
    [InlineData(Heterogeneity.None, false, "none")]
    [InlineData(Heterogeneity.Composition, false, "composition")]
    [InlineData(Heterogeneity.Motion, true, "motion")]
    [InlineData(Heterogeneity.Undecided, true, "undecided")]
    [InlineData(Heterogeneity.Undecided, false, "undecided")]
    [InlineData(Heterogeneity.Diffuse, true, "diffuse")]
    public void What_differs_between_particles_is_kept(Heterogeneity kind, bool? supported, string written)
    {
        SampleModel.Write(FilePath, SampleModel.Create(motionSupported: supported, heterogeneity: kind));
        Encoding.UTF8.GetString(Entry("meta.json")).ShouldContain($"\"heterogeneity\": \"{written}\"");
        ModelFile.Read(FilePath).Heterogeneity.ShouldBe(kind);
    }

    [Fact]
    public void A_file_that_does_not_say_what_differs_is_read()
    {
        SampleModel.Write(FilePath, SampleModel.Create(heterogeneity: Heterogeneity.Motion));
        Meta("  \"heterogeneity\": \"motion\",\n", "");
        FlexModel read = ModelFile.Read(FilePath);
        read.Heterogeneity.ShouldBeNull();
        read.MotionSupported.ShouldBe(true);
    }

    [Theory]
    [InlineData("\"none\"", "none")]
    [InlineData("\"untested\"", "untested")]
    [InlineData("\"wobbling\"", "heterogeneity")]
    [InlineData("3", "heterogeneity")]
    public void What_differs_is_refused_where_it_is_no_kind_or_contradicts_the_test_of_the_motion(string value, string said)
    {
        SampleModel.Write(FilePath, SampleModel.Create(heterogeneity: Heterogeneity.Motion));
        Meta("\"heterogeneity\": \"motion\"", $"\"heterogeneity\": {value}");
        Should.Throw<InputException>(() => ModelFile.Read(FilePath)).Message.ShouldContain(said);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        SampleModel.Write(FilePath, SampleModel.Create());
        byte[] first = File.ReadAllBytes(FilePath);
        SampleModel.Write(FilePath, SampleModel.Create());
        File.ReadAllBytes(FilePath).ShouldBe(first);
    }

    [Fact]
    public void The_documented_numpy_snippet_gives_the_same_flow()
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python), $"no {Python}");
        FlexModel model = SampleModel.Create();
        SampleModel.Write(FilePath, model);
        string page = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "model-file.md"));
        int from = page.IndexOf("```python\n", StringComparison.Ordinal) + 10;
        var start = new ProcessStartInfo(Python) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(page[from..page.IndexOf("```", from, StringComparison.Ordinal)]);
        start.ArgumentList.Add(FilePath);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd(), errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(errors.Contains("No module named 'numpy'", StringComparison.Ordinal), "python3 has no numpy");
        process.ExitCode.ShouldBe(0, errors);

        float[] flows = new float[2 * 3 * model.Mesh.VertexCount];
        new FlowField(model).Flows(model.Latents.AsSpan(0, 4), 2, flows);
        double[] found = [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        flows.Max(Math.Abs).ShouldBeGreaterThan(0.5f);
        found.Length.ShouldBe(flows.Length);
        for (int i = 0; i < flows.Length; i++)
        {
            found[i].ShouldBe(flows[i], 1e-4);
        }
    }

    [Fact]
    public void Another_output_unit_a_wide_type_and_compression_are_understood()
    {
        FlexModel model = SampleModel.Create();
        SampleModel.Write(FilePath, model);
        byte[] wide = [.. NpyArrayHeader.Write("<f8", []), .. BitConverter.GetBytes(5.0)];
        Rewrite(name => name == "output_unit_angstrom.npy" ? wide : null, CompressionLevel.SmallestSize);
        FlexModel read = ModelFile.Read(FilePath);

        float[] flow = new float[15], half = new float[15];
        new FlowField(model).Flows([1f, 1f], 1, flow);
        new FlowField(read).Flows([1f, 1f], 1, half);
        half.ShouldBe(Array.ConvertAll(flow, value => value / 2), 1e-5);
    }

    [Theory]
    [InlineData("cells.npy", "vertex 9")]
    [InlineData("latents.npy", "shape (3, 2)")]
    [InlineData("scale.npy", "NaN")]
    [InlineData("weight_1.npy", "no 'weight_1.npy'")]
    [InlineData("bias_0.npy", "type '<c8'")]
    [InlineData("anchor.npy", "NPY header")]
    [InlineData("mobility.npy", "208 bytes")]
    public void A_wrong_array_is_refused_by_name(string entry, string said)
    {
        SampleModel.Write(FilePath, SampleModel.Create());
        byte[] replaced = entry switch
        {
            "cells.npy" => [.. NpyArrayHeader.Write("<i4", [2, 4]), .. new byte[28], 9, 0, 0, 0],
            "latents.npy" => [.. NpyArrayHeader.Write("<f4", [3, 2]), .. new byte[24]],
            "scale.npy" => [.. NpyArrayHeader.Write("<f4", [40]), .. new byte[156], .. BitConverter.GetBytes(float.NaN)],
            "bias_0.npy" => [.. NpyArrayHeader.Write("<c8", [40]), .. new byte[320]],
            "mobility.npy" => [.. NpyArrayHeader.Write("<f4", [5]), .. new byte[80]],
            "anchor.npy" => [1, 2, 3],
            _ => [],
        };
        Rewrite(name => name == entry ? replaced : null);
        Should.Throw<InputException>(() => ModelFile.Read(FilePath)).Message.ShouldContain(said);
    }

    [Fact]
    public void A_shape_that_the_file_cannot_hold_is_refused_before_memory_is_taken()
    {
        SampleModel.Write(FilePath, SampleModel.Create());
        Rewrite(name => name switch
        {
            "meta.json" => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Entry("meta.json")).Replace("\"particles\": 40", "\"particles\": 2000000000")),
            "latents.npy" => NpyArrayHeader.Write("<f4", [2_000_000_000, 2]),
            _ => null,
        });
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<InputException>(() => ModelFile.Read(FilePath)).Message.ShouldContain("latents");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000_000);
    }

    [Fact]
    public void A_flipped_bit_is_noticed()
    {
        SampleModel.Write(FilePath, SampleModel.Create());
        byte[] bytes = File.ReadAllBytes(FilePath);
        bytes[bytes.Length / 2] ^= 4; // in the weights
        File.WriteAllBytes(FilePath, bytes);
        Should.Throw<InputException>(() => ModelFile.Read(FilePath)).Message.ShouldContain("checksum");
    }

    [Fact]
    public void Every_truncation_is_one_clear_refusal()
    {
        SampleModel.Write(FilePath, SampleModel.Create());
        byte[] bytes = File.ReadAllBytes(FilePath);
        for (int length = 0; length < bytes.Length; length += 997)
        {
            File.WriteAllBytes(FilePath, bytes[..length]);
            Should.Throw<InputException>(() => ModelFile.Read(FilePath));
        }
    }

    [Fact]
    public void Damage_anywhere_is_harmless_or_refused_clearly()
    {
        SampleModel.Write(FilePath, SampleModel.Create());
        byte[] bytes = File.ReadAllBytes(FilePath);
        int directory = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8), refused = 0;
        for (ulong draw = 0; draw < 300; draw++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            int at = directory + (int)(CounterRandom.Bits(3, 98, 0, 0, draw) % (ulong)(bytes.Length - directory));
            damaged[at] ^= (byte)(1 + CounterRandom.Bits(3, 98, 0, 1, draw) % 255);
            File.WriteAllBytes(FilePath, damaged);
            try
            {
                ModelFile.Read(FilePath);
            }
            catch (InputException)
            {
                refused++;
            }
        }
        refused.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void A_key_that_is_missing_is_named()
    {
        SampleModel.Write(FilePath, SampleModel.Create());
        string text = Encoding.UTF8.GetString(Entry("meta.json"));
        Rewrite(name => name == "meta.json" ? Encoding.UTF8.GetBytes(text.Replace("\"trainingBox\"", "\"box2\"")) : null);
        Should.Throw<InputException>(() => ModelFile.Read(FilePath)).Message.ShouldContain("trainingBox");
    }

    private byte[] Entry(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(FilePath);
        using var copy = new MemoryStream();
        using Stream entry = archive.GetEntry(name)!.Open();
        entry.CopyTo(copy);
        return copy.ToArray();
    }

    private void Meta(string text, string other)
    {
        string meta = Encoding.UTF8.GetString(Entry("meta.json"));
        meta.ShouldContain(text);
        Rewrite(name => name == "meta.json" ? Encoding.UTF8.GetBytes(meta.Replace(text, other)) : null);
    }

    // Every entry again, those that the function names with other bytes, or left out where it gives none.
    private void Rewrite(Func<string, byte[]?> replace, CompressionLevel level = CompressionLevel.NoCompression)
    {
        string[] names;
        using (ZipArchive archive = ZipFile.OpenRead(FilePath))
        {
            names = [.. archive.Entries.Select(entry => entry.FullName)];
        }
        var all = names.Select(name => (name, bytes: replace(name) ?? Entry(name))).ToList();
        using var stream = new FileStream(FilePath, FileMode.Create);
        using var written = new ZipArchive(stream, ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in all)
        {
            if (bytes.Length > 0)
            {
                using Stream entry = written.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }
    }
}
