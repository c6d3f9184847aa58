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
    public void A_training_of_version_11_is_gone_on_with_to_the_bit()
    {
        using CheckpointReader checkpoint = Kept("version-11-training.flexckpt");
        CheckpointIdentity.Require(checkpoint, TrainingSample.Identity);
        (TrainingState state, Flex3D.Pipeline.Ledger.LedgerState? ledger) = TrainingSample.Restore(checkpoint);
        TrainingState expected = TrainingSample.State(insideEpoch: true);
        (state.Epoch, state.Step, state.FlowExponent, state.MapExponent, state.ContrastSpread).ShouldBe((expected.Epoch, expected.Step, expected.FlowExponent, expected.MapExponent, expected.ContrastSpread));
        state.RefinesPoses.ShouldBe(expected.RefinesPoses);
        (state.TurnSpread, state.ShiftSpread, state.RigidTurnSpread, state.RigidShiftSpread).ShouldBe((expected.TurnSpread, expected.ShiftSpread, expected.RigidTurnSpread, expected.RigidShiftSpread));
        (state.RefinesDefocus, state.DefocusSpread).ShouldBe((expected.RefinesDefocus, expected.DefocusSpread));
        state.Sums.ShouldBe(expected.Sums);
        Rows(state).ShouldBe(Rows(expected));
        state.Centres.ShouldBe(expected.Centres);
        state.Flow.ShouldBe(expected.Flow);
        state.MapPower.ShouldBe(expected.MapPower);
        state.RigidMapPower.ShouldBe(expected.RigidMapPower);
        state.Occupancy.ShouldBe(expected.Occupancy);
        state.OccupancyOptimizer.Steps.ShouldBe(expected.OccupancyOptimizer.Steps);
        state.History.ShouldBe(expected.History);
        ledger!.ArrivedShards.ShouldBe(2);
        (ledger.OpenStep, ledger.OpenTotals.Quarantined).ShouldBe((2, 1));
    }

    private static float[] Rows(TrainingState state)
    {
        var all = new ParticleBlock(state.Particles.Layout, state.Particles.Count);
        state.Particles.Read(0, all.Count, all);
        return [.. all.Numbers];
    }

    [Fact]
    public void A_reconstruction_of_version_11_is_gone_on_with_to_the_bit()
    {
        using CheckpointReader checkpoint = Kept("version-11-reconstruction.flexckpt");
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
        refusal.Message.ShouldContain("version 12 of the format");
        refusal.Message.ShouldContain("version 11, which Flex3D");
        refusal.Message.ShouldContain("versions.json");
    }

    [Theory]
    [InlineData(1, "training")]
    [InlineData(1, "reconstruction")]
    [InlineData(2, "training")]
    [InlineData(2, "reconstruction")]
    [InlineData(3, "training")]
    [InlineData(3, "reconstruction")]
    [InlineData(4, "training")]
    [InlineData(4, "reconstruction")]
    [InlineData(5, "training")]
    [InlineData(5, "reconstruction")]
    [InlineData(6, "training")]
    [InlineData(6, "reconstruction")]
    [InlineData(7, "training")]
    [InlineData(7, "reconstruction")]
    [InlineData(8, "training")]
    [InlineData(8, "reconstruction")]
    [InlineData(9, "training")]
    [InlineData(9, "reconstruction")]
    [InlineData(10, "training")]
    [InlineData(10, "reconstruction")]
    public void What_an_older_version_wrote_is_named_and_not_read(int version, string kind)
    {
        var storage = new MemoryStorage();
        storage.Put($"{Folder}/checkpoint-000001.flexckpt", File.ReadAllBytes(Path.Combine(SharedData.RepositoryRoot, "tests", "Flex3D.Fuzz.Tests", "Versions", $"version-{version}-{kind}.flexckpt")));
        InputException refusal = Should.Throw<InputException>(() => new CheckpointFolder(Folder, 3, storage).OpenNewest());
        refusal.Message.ShouldContain($"version {version} of the format");
        refusal.Message.ShouldContain("version 11, which Flex3D");
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
