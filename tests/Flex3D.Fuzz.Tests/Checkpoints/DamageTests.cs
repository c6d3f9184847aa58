using Flex3D.Fuzz.Checkpoints;
using Flex3D.Fuzz.Measuring;
using Flex3D.Fuzz.Mutation;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;

namespace Flex3D.Fuzz.Tests.Checkpoints;

/// <summary>Flipped bits and cut ends of real checkpoints, at random.</summary>
public class DamageTests
{
    private const string Folder = "/run/checkpoints";

    private static readonly byte[][] Files =
    [
        CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: false)), CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: true)),
        CheckpointBytes.Of(ReconstructionSample.Sections(4, insidePass: false)), CheckpointBytes.Of(ReconstructionSample.Sections(4, insidePass: true)),
    ];

    [Fact]
    public void A_thousand_flipped_bits_and_cut_ends_are_all_seen_and_the_generation_before_is_resumed() => AllAreSeen(1_000);

    [Fact]
    [Trait("Category", "Long")]
    public void So_are_tens_of_thousands()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        AllAreSeen(20_000);
    }

    private static void AllAreSeen(int damages)
    {
        int seen = 0;
        for (int i = 0; i < damages; i++)
        {
            var random = new FuzzRandom((ulong)i);
            byte[] older = Files[i % 4 / 2 * 2], newer = Damaged(Files[i % 4], random, out string damage);
            var storage = new MemoryStorage();
            storage.Put($"{Folder}/checkpoint-000007.flexckpt", older);
            storage.Put($"{Folder}/checkpoint-000008.flexckpt", newer);
            List<InputException> rejected = [];
            using CheckpointReader checkpoint = new CheckpointFolder(Folder, 3, storage).OpenNewest(rejected.Add)!;
            checkpoint.Path.ShouldEndWith("checkpoint-000007.flexckpt", Case.Sensitive, $"damage {i}: {damage}");
            rejected.Single().InputSource.ShouldEndWith("checkpoint-000008.flexckpt");
            Resumes(checkpoint, training: i % 4 < 2);
            seen++;
        }
        seen.ShouldBe(damages);
    }

    [Fact]
    public void Every_single_bit_of_a_checkpoint_counts()
    {
        byte[] file = Files[0];
        var storage = new MemoryStorage();
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] bad = (byte[])file.Clone();
            bad[bit >> 3] ^= (byte)(1 << (bit & 7));
            storage.Put("/a.flexckpt", bad);
            Should.Throw<InputException>(() => CheckpointReader.Open("/a.flexckpt", storage).Dispose(), $"bit {bit}");
        }
    }

    [Fact]
    public void Where_every_generation_is_damaged_it_is_said_so()
    {
        var storage = new MemoryStorage();
        for (int i = 1; i <= 3; i++)
        {
            storage.Put($"{Folder}/checkpoint-00000{i}.flexckpt", Files[0][..^i]);
        }
        List<InputException> rejected = [];
        Should.Throw<InputException>(() => new CheckpointFolder(Folder, 3, storage).OpenNewest(rejected.Add)).Message.ShouldContain("no checkpoint that verifies");
        rejected.Count.ShouldBe(3);
    }

    private static void Resumes(CheckpointReader checkpoint, bool training)
    {
        if (training)
        {
            TrainingSample.Restore(checkpoint).State.Flow.ShouldBe(TrainingSample.State(false).Flow);
        }
        else
        {
            ReconstructionSample.Restore(checkpoint).Session.State.Passes.ShouldBe(4);
        }
    }

    private static byte[] Damaged(byte[] file, FuzzRandom random, out string damage)
    {
        if (random.OneIn(2))
        {
            int length = random.Below(file.Length);
            damage = $"cut to {length} bytes";
            return file[..length];
        }
        byte[] copy = (byte[])file.Clone();
        int bit = random.Below(8 * file.Length);
        copy[bit >> 3] ^= (byte)(1 << (bit & 7));
        damage = $"bit {bit} flipped";
        return copy;
    }
}
