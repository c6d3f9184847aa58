using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.LocalScratch;

/// <summary>A training that reads from scratch: the bytes of one that does not, and nothing left.</summary>
public sealed class TrainingOnScratchTests(TinyParticles tiny) : IDisposable
{
    private static readonly string[] Results = ["train/model.npz", "latents.csv", "ledger.json", "maps/canonical.mrc"];
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-scratched-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task Results_are_the_same_bytes_with_part_of_the_images_on_scratch_and_it_is_empty_afterwards() => await TrainWithPartAsync(await TrainWithoutAsync());

    [Fact]
    [Trait("Category", "Long")]
    public async Task So_they_are_with_all_and_none_of_them_there_and_after_a_stop_in_an_epoch_or_while_they_are_copied()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string scratch = await TrainWithoutAsync();
        (await Flex.DoneAsync([.. Train("all"), "--scratch", scratch])).ShouldContain($"{TinyParticles.Count} of {TinyParticles.Count} prepared images");
        await ShouldBeThePlainOneAsync("all", scratch);
        (await Flex.DoneAsync([.. Train("none"), "--scratch", In("plain/run.yaml")])).ShouldContain("no prepared image was copied to scratch");
        await ShouldBeThePlainOneAsync("none", scratch);
        await StopAndResumeAsync("all", "copying to scratch", scratch);
        Directory.Delete(In("stopped"), recursive: true);
        await TrainWithPartAsync(scratch);
        await StopAndResumeAsync("part", "epoch 2/", scratch);
    }

    // Returns the folder of scratch, which is not there yet.
    private async Task<string> TrainWithoutAsync()
    {
        await Flex.DoneAsync("prep", "--from", tiny.Run, "--out", In("prepared"));
        await Flex.DoneAsync("mesh", "--from", In("prepared"), "--out", In("mesh"), "--cell-size", "20");
        await Flex.DoneAsync(Train("plain"));
        return In("scratch");
    }

    private async Task TrainWithPartAsync(string scratch)
    {
        int box = BitConverter.ToInt32(File.ReadAllBytes(In("prepared/prep/particles.mrcs")), 0);
        (await Flex.DoneAsync([.. Train("part"), "--scratch", scratch, "--scratch-size", $"{10 * box * box * sizeof(float)}"])).ShouldContain($"10 of {TinyParticles.Count} prepared images");
        await ShouldBeThePlainOneAsync("part", scratch);
    }

    private async Task StopAndResumeAsync(string settings, string task, string scratch)
    {
        using var stop = new CancellationTokenSource();
        var console = TextWriter.Synchronized(new StringWriter());
        var runner = new PipelineRunner(StepCatalogue.Default, console, new StopsAt(task, stop));
        (await runner.RunAsync(PipelineFile.Load(In($"{settings}/run.yaml")), In("stopped"), stop.Token)).ShouldBe(ExitCode.Stopped, console.ToString());
        Directory.EnumerateFileSystemEntries(scratch).ShouldBeEmpty(task);
        await Flex.DoneAsync("resume", In("stopped"));
        await ShouldBeThePlainOneAsync("stopped", scratch);
    }

    private async Task ShouldBeThePlainOneAsync(string run, string scratch)
    {
        foreach (string name in Results)
        {
            File.ReadAllBytes(In($"{run}/{name}")).AsSpan().SequenceEqual(File.ReadAllBytes(In($"plain/{name}"))).ShouldBeTrue($"{run}/{name}");
        }
        await Flex.DoneAsync("verify", In(run));
        Directory.EnumerateFileSystemEntries(scratch).ShouldBeEmpty();
    }

    private string[] Train(string run) =>
    [
        "train", "--from", In("mesh"), "--out", In(run), "--epochs", "3", "--warm-up-epochs", "1", "--batch-size", "16", "--layers", "2", "--width", "32", "--latent-dimension", "1", "--threads", "2",
    ];
}
