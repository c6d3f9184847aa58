using Flex3D.Fuzz.Checkpoints;
using Flex3D.Fuzz.Measuring;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;
using Flex3D.Tests;

namespace Flex3D.Fuzz.Tests.Checkpoints;

/// <summary>What a Flex3D of this version of the format wrote is gone on with; what another version wrote is not touched.</summary>
/// <remarks>The files in <c>Versions/</c> stay as they are: a change that cannot read those of the newest version needs a new version of the format.</remarks>
public class VersionTests
{
    private const string Folder = "/run/checkpoints";

    private static CheckpointReader Kept(string name) => CheckpointReader.Open(Path.Combine(SharedData.RepositoryRoot, "tests", "Flex3D.Fuzz.Tests", "Versions", name));

    [Fact]
    public void A_training_of_version_2_is_gone_on_with_to_the_bit()
    {
        using CheckpointReader checkpoint = Kept("version-2-training.flexckpt");
        CheckpointIdentity.Require(checkpoint, TrainingSample.Identity);
        (TrainingState state, Flex3D.Pipeline.Ledger.LedgerState? ledger) = TrainingSample.Restore(checkpoint);
        TrainingState expected = TrainingSample.State(insideEpoch: true);
        (state.Epoch, state.Step, state.FlowExponent, state.MapExponent, state.ContrastSpread).ShouldBe((expected.Epoch, expected.Step, expected.FlowExponent, expected.MapExponent, expected.ContrastSpread));
        state.Sums.ShouldBe(expected.Sums);
        Rows(state).ShouldBe(Rows(expected));
        state.Flow.ShouldBe(expected.Flow);
        state.MapOptimizer.Second.ShouldBe(expected.MapOptimizer.Second);
        state.RigidMapOptimizer.First.ShouldBe(expected.RigidMapOptimizer.First);
        state.History.ShouldBe(expected.History);
        ledger!.ArrivedShards.ShouldBe(2);
        (ledger.OpenStep, ledger.OpenTotals.Quarantined).ShouldBe((2, 1));
    }

    private static float[] Rows(TrainingState state)
    {
        var all = new ParticleBlock(state.Particles.Layout, state.Particles.Count);
        state.Particles.Read(0, all.Count, all);
        return [.. all.Column(ParticleColumns.Latents), .. all.Column(ParticleColumns.Contrast)];
    }

    [Fact]
    public void A_reconstruction_of_version_2_is_gone_on_with_to_the_bit()
    {
        using CheckpointReader checkpoint = Kept("version-2-reconstruction.flexckpt");
        (ReconstructionSession session, Flex3D.Pipeline.Ledger.LedgerState? ledger) = ReconstructionSample.Restore(checkpoint);
        session.State.Passes.ShouldBe(4);
        session.Sums.Shards.ShouldBe(2);
        ledger!.ArrivedShards.ShouldBe(2);
        foreach (LBfgs minimiser in session.State.Minimisers)
        {
            minimiser.Iteration.ShouldBe(1);
            minimiser.Energies.Count.ShouldBe(2);
            minimiser.Iterate[0].ShouldBeInRange(0.1f, 1.9f);
        }
    }

    [Fact]
    public void What_a_later_version_wrote_is_named_and_nothing_older_taken_in_its_place()
    {
        byte[] known = CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: false));
        List<(byte[], byte[])> sections = CheckpointBytes.Sections(known);
        var storage = new MemoryStorage();
        storage.Put($"{Folder}/checkpoint-000001.flexckpt", known);
        storage.Put($"{Folder}/checkpoint-000002.flexckpt", CheckpointBytes.Join(CheckpointBytes.Version + 1, (uint)sections.Count, sections));
        InputException refusal = Should.Throw<InputException>(() => new CheckpointFolder(Folder, 3, storage).OpenNewest());
        refusal.Message.ShouldContain("checkpoint-000002.flexckpt");
        refusal.Message.ShouldContain("version 3 of the format");
        refusal.Message.ShouldContain("version 2, which Flex3D");
        refusal.Message.ShouldContain("versions.json");
    }

    [Theory]
    [InlineData("version-1-training.flexckpt")]
    [InlineData("version-1-reconstruction.flexckpt")]
    public void What_version_1_wrote_is_named_and_not_read(string name)
    {
        var storage = new MemoryStorage();
        storage.Put($"{Folder}/checkpoint-000001.flexckpt", File.ReadAllBytes(Path.Combine(SharedData.RepositoryRoot, "tests", "Flex3D.Fuzz.Tests", "Versions", name)));
        InputException refusal = Should.Throw<InputException>(() => new CheckpointFolder(Folder, 3, storage).OpenNewest());
        refusal.Message.ShouldContain("version 1 of the format");
        refusal.Message.ShouldContain("version 2, which Flex3D");
        refusal.Message.ShouldContain("versions.json");
    }

    [Fact]
    public void A_flipped_bit_in_the_version_is_damage_and_no_later_version()
    {
        byte[] known = CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: false)), flipped = (byte[])known.Clone();
        flipped[8] ^= 1;
        var storage = new MemoryStorage();
        storage.Put($"{Folder}/checkpoint-000001.flexckpt", known);
        storage.Put($"{Folder}/checkpoint-000002.flexckpt", flipped);
        using CheckpointReader checkpoint = new CheckpointFolder(Folder, 3, storage).OpenNewest()!;
        checkpoint.Path.ShouldEndWith("checkpoint-000001.flexckpt");
    }
}
