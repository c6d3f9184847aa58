using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Particles.Quarantine;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Particles with bad data end a run, or are set aside as if they had never been in the table.</summary>
public sealed class QuarantineTests : IDisposable
{
    private static readonly int[] BadRows = [3, 10, 20, 30, 64]; // counted from 1
    private static readonly string[] SetAside = ["--bad-particles", "quarantine"];

    private static readonly string[] SameResults =
    [
        "prep/particles.mrcs", "prep/normalisation.bin", "train/model.npz", "model.npz", "fsc.csv",
        "maps/canonical.mrc", "maps/flex.mrc", "maps/rigid.mrc", "maps/flex_half1.mrc", "maps/rigid_half2.mrc",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-aside-").FullName;

    public QuarantineTests(TinyParticles tiny) => tiny.CopyTo(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Star => In("particles.star");

    private string Stack => In("particles_000.mrcs");

    private string In(string name) => Path.Combine(_folder, name);

    private string[] Prep(string run, params string[] more) => ["prep", "--out", In(run), "--particles", Star, "--map", In("consensus.mrc"), "--mask", In("mask.mrc"), .. more];

    private static int OffsetOf(int row) => TinyParticles.HeaderBytes + (row - 1) * TinyParticles.ImageBytes;

    private void Overwrite(string path, long offset, byte[] bytes)
    {
        using FileStream stream = File.OpenWrite(path);
        stream.Position = offset;
        stream.Write(bytes);
    }

    private void Cut(int images)
    {
        using FileStream stream = File.OpenWrite(Stack);
        stream.SetLength(OffsetOf(images + 1));
    }

    // One particle of each fault: a pixel of NaN, a flat image, no such image, an infinite defocus, a stack that is gone.
    private void Spoil()
    {
        Overwrite(Stack, OffsetOf(3) + 400, BitConverter.GetBytes(float.NaN));
        Overwrite(Stack, OffsetOf(10), new byte[TinyParticles.ImageBytes]);
        string[] lines = File.ReadAllLines(Star);
        int first = Array.FindIndex(lines, line => line.Contains('@')), defocus = int.Parse(lines.First(line => line.StartsWith("_rlnDefocusU ", StringComparison.Ordinal)).Split('#')[1]) - 1;
        string[] values = lines[first + 19].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        values[defocus] = "inf";
        lines[first + 19] = string.Join(' ', values);
        lines[first + 29] = lines[first + 29].Replace("particles_000", "gone");
        lines[first + 63] = lines[first + 63].Replace("000064@", "000065@");
        File.WriteAllLines(Star, lines);
    }

    private string WritePipeline(string name, string particles)
    {
        File.WriteAllText(In(name), $"""
            inputs: {"{"}particles: {particles}, map: consensus.mrc, mask: mask.mrc{"}"}
            safety: {"{badParticles: quarantine}"}
            prep:
            mesh: {"{cellSize: 20}"}
            train: {"{epochs: 3, warmUpEpochs: 1, batchSize: 16, layers: 2, width: 32}"}
            reconstruct: {"{iterations: 2}"}
            """);
        return In(name);
    }

    [Fact]
    public async Task A_run_without_them_ends_as_if_they_had_not_been_in_the_table_and_accounts_for_each()
    {
        Spoil();
        string[] lines = File.ReadAllLines(Star);
        int first = Array.FindIndex(lines, line => line.Contains('@'));
        File.WriteAllLines(In("good.star"), lines.Where((_, i) => !BadRows.Contains(i - first + 1)));
        string said = await Flex.DoneAsync("run", WritePipeline("bad.yaml", "particles.star"), "--out", In("bad"));
        await Flex.DoneAsync("run", WritePipeline("good.yaml", "good.star"), "--out", In("good"));
        foreach (string name in SameResults)
        {
            File.ReadAllBytes(In("bad/" + name)).AsSpan().SequenceEqual(File.ReadAllBytes(In("good/" + name))).ShouldBeTrue(name);
        }

        const string Faults = "1 with an impossible row, 1 without a stack, 1 unreadable, 1 with pixels that are not finite, 1 with a flat background";
        said.ShouldContain($"5 of 64 particles are set aside: {Faults}");
        foreach (string page in (string[])["summary.txt", "report.html"])
        {
            File.ReadAllText(In("bad/" + page)).ShouldContain($"5 particles were set aside as bad, and are in no result: {Faults}.");
            File.ReadAllText(In("good/" + page)).ShouldNotContain("set aside");
        }
        IReadOnlyList<BadParticle> aside = QuarantineFile.Read(In("bad/prep/quarantined.csv"));
        aside.Select(particle => particle.Row + 1).ShouldBe(BadRows);
        aside.Select(particle => particle.Fault).ShouldBe([ParticleFault.NotFinite, ParticleFault.Flat, ParticleFault.Row, ParticleFault.NoStack, ParticleFault.Unreadable]);
        aside.Select(particle => particle.Offset).ShouldBe([OffsetOf(3), OffsetOf(10), null, null, OffsetOf(65)]);
        File.Exists(In("good/prep/quarantined.csv")).ShouldBeFalse();

        File.ReadLines(In("bad/particles.star")).Count(line => line.Contains('@')).ShouldBe(59);
        File.ReadLines(In("bad/latents.csv")).Skip(1).Select(line => int.Parse(line.Split(',')[0]) + 1).ShouldBe(Enumerable.Range(1, 64).Except(BadRows));

        PhaseRecord[] phases = [.. RunFolder.Open(In("bad")).Phases()];
        phases.ShouldAllBe(phase => phase.Counted + phase.Quarantined == phase.Particles);
        PhaseRecord[] passes = [.. phases.Where(phase => phase.Step == "reconstruct").Take(2)];
        (passes.Sum(pass => pass.Counted), passes.Sum(pass => pass.Quarantined)).ShouldBe((59, 5));
        phases.Where(phase => phase.Step == "train").ShouldAllBe(phase => phase.Counted == 59 && phase.Quarantined == 5);
        (await Flex.DoneAsync("verify", In("bad"))).ShouldContain("nothing wrong");
        RunFolder.Open(In("good")).Phases().Select(phase => phase.Counted).ShouldBe(phases.Select(phase => phase.Counted));
    }

    [Fact]
    public async Task The_list_is_the_same_for_any_number_of_threads()
    {
        Spoil();
        await Flex.DoneAsync(Prep("one", [.. SetAside, "--threads", "1"]));
        await Flex.DoneAsync(Prep("four", [.. SetAside, "--threads", "4"]));
        foreach (string name in (string[])["quarantined.csv", "particles.mrcs", "particles.bin", "normalisation.bin"])
        {
            File.ReadAllBytes(In("four/prep/" + name)).ShouldBe(File.ReadAllBytes(In("one/prep/" + name)), name);
        }
    }

    [Fact]
    public async Task Of_several_bad_images_the_first_of_the_table_ends_the_run()
    {
        Overwrite(Stack, OffsetOf(50), new byte[TinyParticles.ImageBytes]);
        Overwrite(Stack, OffsetOf(7), BitConverter.GetBytes(float.NaN));
        await Flex.RefusedAsync(Prep("run", "--threads", "4"), Stack, "particle 7 (image 7), pixel x 0, y 0", $"byte {OffsetOf(7)}", "NaN");
    }

    [Fact]
    public async Task The_images_that_a_truncated_stack_lacks_are_named_or_set_aside()
    {
        Cut(60);
        await Flex.RefusedAsync(Prep("stopped"), Stack, "particle 61", $"byte {OffsetOf(61)}", "truncated");
        await Flex.DoneAsync(Prep("run", SetAside));
        QuarantineFile.Read(In("run/prep/quarantined.csv")).Select(particle => (particle.Row + 1, particle.Fault)).ShouldBe(Enumerable.Range(61, 4).Select(row => (row, ParticleFault.Unreadable)));
    }

    [Fact]
    public async Task Too_many_of_them_end_the_run_and_the_limit_can_be_raised()
    {
        Cut(50);
        await Flex.RefusedAsync(Prep("stopped", SetAside), Star, "7 bad particles of 64", "the first: ", "particle 51", "at most 10 %", "quarantineLimit");
        await Flex.DoneAsync(Prep("run", [.. SetAside, "--quarantine-limit", "25"]));
        QuarantineFile.Read(In("run/prep/quarantined.csv")).Count.ShouldBe(14);
    }

    [Fact]
    public async Task A_prepared_image_that_goes_bad_later_ends_the_run_and_is_not_tried_again()
    {
        await Flex.DoneAsync(Prep("prepared", "--training-box", "32"));
        await Flex.DoneAsync("mesh", "--from", In("prepared"), "--out", In("mesh"), "--cell-size", "20");
        string stack = In("prepared/prep/particles.mrcs");
        Overwrite(stack, OffsetOf(12) + 80, BitConverter.GetBytes(float.NaN));
        Flex.Said said = await Flex.RunAsync("train", "--from", In("mesh"), "--out", In("trained"), "--epochs", "2", "--warm-up-epochs", "1", "--layers", "2", "--width", "32");
        said.Code.ShouldBe(2, said.Text);
        said.Text.ShouldContain($"{stack}, particle 12 (image 12, from byte {OffsetOf(12)}): found pixel 20 of NaN");
        said.Text.ShouldContain("run prep again");
        said.Text.ShouldNotContain("retrying in");
    }
}
