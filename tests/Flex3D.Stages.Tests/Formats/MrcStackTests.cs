using System.Diagnostics;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Tests.Formats;

public class MrcStackTests
{
    [Theory]
    [InlineData(0, false), InlineData(1, true), InlineData(2, false), InlineData(2, true), InlineData(6, true), InlineData(12, true), InlineData(101, false)]
    public void Images_of_every_mode_are_read_by_offset(int mode, bool bigEndian)
    {
        using var folder = new TemporaryFolder();
        int[] values = [.. Enumerable.Range(0, 5 * 5 * 3).Select(i => i * 7 % 16)];
        var file = new MrcBytes(5, 5, 3, mode) { BigEndian = bigEndian, Extended = 200 };
        using MrcStack stack = MrcStack.Open(folder.Bytes("s.mrcs", file.Build(file.Encode(values))));
        (stack.Width, stack.Height, stack.Count, stack.PixelSizeAngstrom).ShouldBe((5, 5, 3, 2.0));
        float[] image = new float[25];
        foreach (int slice in new[] { 2, 0, 1 })
        {
            stack.ReadImage(slice, image);
            image.ShouldBe(values[(25 * slice)..(25 * slice + 25)].Select(v => (float)v));
        }
        float[] images = new float[50];
        stack.ReadImages(1, images);
        images.ShouldBe(values[25..].Select(v => (float)v));
        Should.Throw<InputException>(() => stack.ReadImage(3, image)).Message.ShouldContain("image 4");
        Should.Throw<InputException>(() => stack.ReadImages(2, images)).Message.ShouldContain("image 4");
    }

    [Theory]
    [InlineData(1024 + 2 * 100, 2, "image 3 of 3, byte 1224")] // at an image boundary
    [InlineData(1024 + 3 * 100 - 1, 2, "image 3 of 3, byte 1323")] // one byte short
    [InlineData(1024 + 2 * 100 + 1, 2, "image 3 of 3, byte 1225")]
    [InlineData(1024 + 99, 0, "image 1 of 3, byte 1123")]
    public void A_truncated_stack_gives_its_whole_images_and_names_the_first_it_lacks(int length, int whole, string place)
    {
        using var folder = new TemporaryFolder();
        var file = new MrcBytes(5, 5, 3, 2);
        using MrcStack stack = MrcStack.Open(folder.Bytes("s.mrcs", file.Build(new byte[300])[..length]));
        stack.CompleteImages.ShouldBe(whole);
        float[] image = new float[25];
        for (int slice = 0; slice < whole; slice++)
        {
            stack.ReadImage(slice, image);
        }
        InputException error = Should.Throw<InputException>(() => stack.ReadImage(whole, image));
        error.Message.ShouldContain("s.mrcs");
        error.Message.ShouldContain(place);
    }

    [Fact]
    public void A_header_cut_short_and_bytes_too_many_and_compression_are_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] file = new MrcBytes(5, 5, 3, 2).Build(new byte[301]);
        Should.Throw<InputException>(() => MrcStack.Open(folder.Bytes("a.mrcs", file[..700]))).Message.ShouldContain("byte 700");
        Should.Throw<InputException>(() => MrcStack.Open(folder.Bytes("b.mrcs", file))).Message.ShouldContain("1 bytes after the last sample");
        Should.Throw<InputException>(() => MrcStack.Open(folder.Bytes("c.mrcs", [0x1F, 0x8B, 1]))).Message.ShouldContain("decompress");
        Should.Throw<InputException>(() => MrcStack.Open(folder.Bytes("d.mrcs", []))).Message.ShouldContain("byte 0");
    }

    [Fact]
    public void Many_threads_read_one_stack_and_allocate_nothing_for_it()
    {
        using var folder = new TemporaryFolder();
        using (MrcStackWriter writer = MrcStackWriter.Create(folder["s.mrcs"], 8, 1))
        {
            for (int i = 0; i < 200; i++)
            {
                writer.Append(Enumerable.Repeat((float)i, 64).ToArray());
            }
            writer.Commit();
        }
        using MrcStack stack = MrcStack.Open(folder["s.mrcs"]);
        Parallel.For(0, 2000, i =>
        {
            Span<float> image = stackalloc float[64];
            stack.ReadImage(i % 200, image);
            image.IndexOfAnyExcept((float)(i % 200)).ShouldBe(-1);
        });
        float[] pixels = new float[64];
        stack.ReadImage(0, pixels);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            stack.ReadImage(i, pixels);
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_stack_has_its_name_only_after_commit()
    {
        using var folder = new TemporaryFolder();
        string path = folder["s.mrcs"];
        using (MrcStackWriter writer = MrcStackWriter.Create(path, 4, 1.5))
        {
            writer.Append(new float[16]);
        }
        Directory.GetFiles(folder.Root).ShouldBeEmpty();
        using (MrcStackWriter writer = MrcStackWriter.Create(path, 4, 1.5))
        {
            writer.Append(new float[16]);
            writer.Append([.. Enumerable.Range(0, 16).Select(i => (float)i)]);
            File.Exists(path).ShouldBeFalse();
            writer.Commit();
        }
        Directory.GetFiles(folder.Root).ShouldBe([path]);
        using MrcStack stack = MrcStack.Open(path);
        (stack.Count, stack.PixelSizeAngstrom).ShouldBe((2, 1.5));
        float[] image = new float[16];
        stack.ReadImage(1, image);
        image[15].ShouldBe(15);
        byte[] header = File.ReadAllBytes(path)[..1024];
        BitConverter.ToInt32(header, 22 * 4).ShouldBe(0); // ISPG of a stack
        BitConverter.ToSingle(header, 20 * 4).ShouldBe(15);
        BitConverter.ToSingle(header, 21 * 4).ShouldBe(3.75f);
    }

    /// <summary>A tmpfs of 64 KiB in a user namespace: the test program runs itself there.</summary>
    [Fact]
    public async Task A_full_disk_leaves_nothing_under_the_final_name()
    {
        const string Inside = "FLEX3D_TEST_FULL_DISK";
        if (Environment.GetEnvironmentVariable(Inside) is { Length: > 0 } full)
        {
            using (MrcStackWriter writer = MrcStackWriter.Create(Path.Combine(full, "s.mrcs"), 64, 1))
            {
                Should.Throw<IOException>(() =>
                {
                    for (int i = 0; i < 8; i++)
                    {
                        writer.Append(new float[64 * 64]);
                    }
                    writer.Commit();
                });
            }
            Should.Throw<IOException>(() => MrcMap.Write(Path.Combine(full, "m.mrc"), new DensityMap(32, 1), ""));
            Directory.GetFiles(full).ShouldBeEmpty();
            return;
        }
        using var folder = new TemporaryFolder();
        string program = Environment.ProcessPath!;
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/unshare") && Path.GetFileName(program) != "dotnet", "needs Linux's unshare and the test program");
        string script = $"mount -t tmpfs -o size=64k none '{folder.Root}' || exit 77; exec '{program}' -method '*A_full_disk_leaves_nothing_under_the_final_name'";
        var start = new ProcessStartInfo("/usr/bin/unshare", ["-rm", "/bin/sh", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Inside] = folder.Root;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        Assert.SkipWhen(process.ExitCode is 77 or 1 && !output.Contains("Total:", StringComparison.Ordinal), $"no small tmpfs here: {output}");
        process.ExitCode.ShouldBe(0, output);
    }
}
