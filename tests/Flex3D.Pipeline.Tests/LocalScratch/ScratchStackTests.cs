using Flex3D.Pipeline.LocalScratch;
using Flex3D.Pipeline.Tests.Faults;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Tests.LocalScratch;

/// <summary>A stack of 20 images of 8 × 8 pixels read from scratch: always its own bytes, whatever the scratch disk does.</summary>
[Collection(nameof(ReplacedStorage))]
public sealed class ScratchStackTests : IDisposable
{
    private const int Box = 8, Count = 20, ImageBytes = Box * Box * sizeof(float);
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-scratch-").FullName;
    private readonly ToldLines _told = new();

    public ScratchStackTests()
    {
        using var writer = MrcStackWriter.Create(Stack, Box, 2);
        for (int image = 0; image < Count; image++)
        {
            writer.Append([.. Enumerable.Range(0, Box * Box).Select(pixel => MathF.Sin(1 + image * 1.7f + pixel))]);
        }
        writer.Commit();
        Expected = ReadAll(null);
    }

    private string Stack => Path.Combine(_folder, "particles.mrcs");

    private string Scratch => Path.Combine(_folder, "local", "scratch");

    private float[][] Expected { get; }

    private static string Here => "@" + Environment.MachineName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null, Count)]
    [InlineData(Count * ImageBytes, Count)]
    [InlineData(8 * ImageBytes - 1, 7)]
    [InlineData(ImageBytes, 1)]
    public void As_many_whole_images_are_copied_as_the_limit_holds_and_all_are_read_as_they_are(int? limit, int copied)
    {
        using (ScratchStack scratch = Copy(limit).ShouldNotBeNull())
        {
            scratch.Images.ShouldBe(copied);
            string only = Directory.GetDirectories(Scratch).ShouldHaveSingleItem();
            new FileInfo(Path.Combine(only, "images")).Length.ShouldBe(copied * ImageBytes);
            ReadAll(scratch.File).ShouldBe(Expected);
        }
        Left().ShouldBeEmpty();
        _told.Information.ShouldHaveSingleItem().ShouldContain($"{copied} of {Count} prepared images");
        _told.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_copied_is_read_from_the_copy_alone()
    {
        using ScratchStack scratch = Copy(7 * ImageBytes).ShouldNotBeNull();
        using (FileStream original = OpenToSpoil(Stack))
        {
            foreach (int image in (int[])[0, 7]) // the last was not copied
            {
                original.Position = TinyParticles.HeaderBytes + image * ImageBytes;
                original.Write(new byte[ImageBytes]);
            }
        }
        float[][] read = ReadAll(scratch.File);
        read[0].ShouldBe(Expected[0]);
        read[7].ShouldAllBe(pixel => pixel == 0);
        read[8].ShouldBe(Expected[8]);
    }

    [Fact]
    public void A_limit_below_an_image_is_told_of_and_leaves_nothing()
    {
        Copy(ImageBytes - 1).ShouldBeNull();
        Left().ShouldBeEmpty();
        _told.Warnings.ShouldHaveSingleItem().ShouldContain($"an image takes {ImageBytes}");
    }

    [Fact]
    public void A_scratch_folder_that_cannot_be_made_is_told_of()
    {
        File.WriteAllBytes(Path.Combine(_folder, "local"), [1]);
        Copy(null).ShouldBeNull();
        _told.Warnings.ShouldHaveSingleItem().ShouldContain("images are read from the folder of prep");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_copy_that_loses_a_bit_or_its_end_is_given_up_and_told_of_once(bool bit)
    {
        using ScratchStack scratch = Copy(null).ShouldNotBeNull();
        using (FileStream copy = OpenToSpoil(Directory.GetFiles(Scratch, "images", SearchOption.AllDirectories).Single()))
        {
            if (bit)
            {
                copy.Position = 5 * ImageBytes + 17;
                int old = copy.ReadByte();
                copy.Position--;
                copy.WriteByte((byte)(old ^ 0x10));
            }
            else
            {
                copy.SetLength(6 * ImageBytes - 1);
            }
        }
        ReadAll(scratch.File).ShouldBe(Expected);
        _told.Warnings.ShouldHaveSingleItem().ShouldContain("image 6");
    }

    [Fact]
    public void Whatever_file_operation_of_the_scratch_disk_fails_the_same_bytes_are_read()
    {
        foreach (FileFault fault in Enum.GetValues<FileFault>())
        {
            long operations = Failing(fault, 0);
            operations.ShouldBeGreaterThan(fault == FileFault.ShortWrite ? 0 : 2, $"{fault}");
            for (long operation = 1; operation <= operations; operation++)
            {
                Failing(fault, operation);
            }
        }
    }

    // Operations in which the fault could have happened.
    private long Failing(FileFault fault, long operation)
    {
        FaultsIn? storage = null;
        using (Storage.Replace(disk => storage = new FaultsIn(Scratch, disk, fault, operation)))
        {
            using ScratchStack? scratch = Copy(null);
            ReadAll(scratch?.File).ShouldBe(Expected, $"{fault} in {storage!.Faulty.Failed}");
        }
        string what = $"{fault} in operation {operation}: {storage!.Faulty.Failed}";
        bool hurts = operation > 0 && fault != FileFault.ShortRead;
        _told.Warnings.Length.ShouldBe(hurts ? 1 : 0, what);
        _told.Forget();
        Copy(null)!.Dispose();
        Left().ShouldBeEmpty(what);
        _told.Warnings.ShouldBeEmpty(what);
        _told.Forget();
        return storage.Faulty.Operations;
    }

    [Fact]
    public void What_killed_processes_of_this_machine_left_is_removed_and_nothing_else()
    {
        string dead = Made($"flex3d-1-1{Here}"), alive = Made($"flex3d-1-2{Here}"), elsewhere = Made("flex3d-1-1@another"), foreign = Made("other");
        File.Delete(Path.Combine(foreign, ".lock"));
        using (Storage.Current.TryLock(Path.Combine(alive, ".lock")).ShouldNotBeNull())
        {
            Copy(null).ShouldNotBeNull().Dispose();
        }
        Directory.Exists(dead).ShouldBeFalse();
        foreach (string kept in (string[])[alive, elsewhere, foreign])
        {
            File.Exists(Path.Combine(kept, "images")).ShouldBeTrue(kept);
        }
        _told.Information[0].ShouldContain($"removed {dead}");
        _told.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Two_steps_of_one_process_have_a_folder_each()
    {
        using ScratchStack one = Copy(null).ShouldNotBeNull(), two = Copy(null).ShouldNotBeNull();
        Directory.GetDirectories(Scratch).Length.ShouldBe(2);
        ReadAll(one.File).ShouldBe(Expected);
        ReadAll(two.File).ShouldBe(Expected);
    }

    [Fact]
    public void A_stop_while_copying_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Should.Throw<OperationCanceledException>(() => ScratchStack.Copy(Stack, Scratch, null, _told.Log, new StopsAt("nothing", stop), stop.Token));
        Left().ShouldBeEmpty();
    }

    private ScratchStack? Copy(long? limit) => ScratchStack.Copy(Stack, Scratch, limit, _told.Log, new StopsAt("nothing", new CancellationTokenSource()), CancellationToken.None);

    private static FileStream OpenToSpoil(string path) => new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private string[] Left() => Directory.Exists(Scratch) ? Directory.GetFileSystemEntries(Scratch) : [];

    // A folder as a process that was killed leaves it.
    private string Made(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Scratch, name)).FullName;
        File.WriteAllBytes(Path.Combine(folder, ".lock"), []);
        File.WriteAllBytes(Path.Combine(folder, "images"), new byte[100]);
        return folder;
    }

    private float[][] ReadAll(IStoredFile? file)
    {
        using MrcStack stack = MrcStack.Open(Stack, file);
        float[][] images = [.. Enumerable.Range(0, Count).Select(_ => new float[Box * Box])];
        for (int image = 0; image < Count; image++)
        {
            stack.ReadImage(image, images[image]);
        }
        return images;
    }
}
