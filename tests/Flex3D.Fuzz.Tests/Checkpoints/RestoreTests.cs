using System.Text;
using Flex3D.Fuzz.Checkpoints;
using Flex3D.Fuzz.Measuring;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;

namespace Flex3D.Fuzz.Tests.Checkpoints;

/// <summary>Checkpoints whose checks are right and whose content no run could have written.</summary>
public class RestoreTests
{
    private static CheckpointReader Changed(byte[] file, string section, Func<byte[], byte[]> change)
    {
        List<(byte[] Name, byte[] Content)> sections = CheckpointBytes.Sections(file);
        int at = sections.FindIndex(s => Encoding.ASCII.GetString(s.Name) == section);
        sections[at] = (sections[at].Name, change(sections[at].Content));
        var storage = new MemoryStorage();
        storage.Put("/a.flexckpt", CheckpointBytes.Join(CheckpointBytes.Version, (uint)sections.Count, sections));
        return CheckpointReader.Open("/a.flexckpt", storage);
    }

    private static Func<byte[], byte[]> Text(string old, string now) => content =>
    {
        string text = Encoding.UTF8.GetString(content);
        text.ShouldContain(old);
        return Encoding.UTF8.GetBytes(text.Replace(old, now));
    };

    private static Func<byte[], byte[]> Number<T>(int index, T value)
        where T : unmanaged => content =>
    {
        byte[] copy = (byte[])content.Clone();
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(copy.AsSpan())[index] = value;
        return copy;
    };

    [Theory]
    [InlineData("\"epoch\": 2,\n  \"step\"", "\"epoch\": 99,\n  \"step\"", "epoch 99")]
    [InlineData("\"epoch\": 2,\n  \"step\"", "\"epoch\": -1,\n  \"step\"", "epoch -1")]
    [InlineData("\"step\": 2", "\"step\": 1", "2, as in the ledger")]
    [InlineData("\"flowSteps\": 7", "\"flowSteps\": -7", "a negative count")]
    [InlineData("\"flowExponent\": 21", "\"flowExponent\": 100000", "exponents 100000")]
    [InlineData("\"contrastSpread\": 0.25", "\"contrastSpread\": \"NaN\"", "a spread of contrasts")]
    [InlineData("\"history\": [", "\"history\": [ null,", "a history of 3")]
    [InlineData("\"history\"", "\"nothing\"", "a history of 0")]
    [InlineData("\"trained\": 5", "\"trained\": -5", "a negative count of particles")]
    [InlineData("\"kind\": 1", "\"kind\": 9", "a history of 2")]
    public void Counters_of_a_training_out_of_their_range(string old, string now, string found)
    {
        using CheckpointReader checkpoint = Changed(CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: true)), "training", Text(old, now));
        TrainingState state = TrainingSample.NewState();
        InputException refusal = Should.Throw<InputException>(() => TrainingCheckpoint.Restore(checkpoint, state, 4));
        refusal.Message.ShouldContain("section 'training'");
        refusal.Message.ShouldContain(found);
        (state.Epoch, state.History.Count, state.Flow[0]).ShouldBe((0, 0, 0f), "what is refused changes nothing");
    }

    [Theory]
    [InlineData("\"openStep\": 2", "\"openStep\": 77")]
    [InlineData("\"openStep\": 2", "\"openStep\": -1")]
    [InlineData("\"counted\": 6", "\"counted\": 5")]
    [InlineData("\"counted\": 6,\n    \"quarantined\": 0", "\"counted\": 9,\n    \"quarantined\": -3")]
    [InlineData("\"counted\": 4", "\"counted\": 5")]
    public void A_ledger_that_does_not_add_up(string old, string now)
    {
        using CheckpointReader checkpoint = Changed(CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: true)), "ledger", Text(old, now));
        Should.Throw<InputException>(() => TrainingSample.Restore(checkpoint)).Message.ShouldContain("section '");
    }

    [Theory]
    [InlineData("latents 2, contrast 1", "latents 3, contrast 1", "the columns 'latents 3, contrast 1, uncertainty 2")]
    [InlineData("latents 2, contrast 1", "latents 2, opinions 1", "the columns 'latents 2, opinions 1, uncertainty 2")]
    public void Particles_with_other_columns(string old, string now, string found)
    {
        using CheckpointReader checkpoint = Changed(CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: true)), "particles", content =>
        {
            string all = ParticleColumns.OfRun(2).Description, changed = all.Replace(old, now, StringComparison.Ordinal);
            int length = Encoding.UTF8.GetByteCount(all);
            Encoding.UTF8.GetString(content.AsSpan(sizeof(int), length)).ShouldBe(all);
            return [.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(changed)), .. Encoding.UTF8.GetBytes(changed), .. content[(sizeof(int) + length)..]];
        });
        TrainingState state = TrainingSample.NewState();
        InputException refusal = Should.Throw<InputException>(() => TrainingCheckpoint.Restore(checkpoint, state, 4));
        refusal.Message.ShouldContain("section 'particles'");
        refusal.Message.ShouldContain(found);
        (state.Epoch, state.Flow[0]).ShouldBe((0, 0f), "what is refused changes nothing");
    }

    [Theory]
    [InlineData(new byte[] { }, "0 bytes")]
    [InlineData(new byte[] { 1, 2 }, "2 bytes")]
    [InlineData(new byte[] { 0, 0, 0, 0 }, "names of columns of 0 bytes")]
    [InlineData(new byte[] { 5, 0, 0, 0, 65 }, "names of columns of 5 bytes")]
    [InlineData(new byte[] { 0, 0, 0, 128 }, "names of columns of -2147483648 bytes")]
    public void Particles_without_names_of_columns(byte[] content, string found)
    {
        using CheckpointReader checkpoint = Changed(CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: false)), "particles", _ => content);
        Should.Throw<InputException>(() => TrainingSample.Restore(checkpoint)).Message.ShouldContain(found);
    }

    [Fact]
    public void Particles_of_another_number_or_with_no_number()
    {
        int rows = sizeof(int) + Encoding.UTF8.GetByteCount(ParticleColumns.OfRun(2).Description); // behind the names of the columns
        byte[] file = CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: false));
        using CheckpointReader longer = Changed(file, "particles", content => [.. content, 0, 0, 0, 0]);
        using CheckpointReader nan = Changed(file, "particles", content => [.. content[..(rows + 12)], .. BitConverter.GetBytes(float.NaN), .. content[(rows + 16)..]]);
        Should.Throw<InputException>(() => TrainingSample.Restore(longer)).Message.ShouldContain("388 bytes of rows; expected 384, of 6 particles");
        Should.Throw<InputException>(() => TrainingSample.Restore(nan)).Message.ShouldContain("NaN at 3");
    }

    [Theory]
    [InlineData("centres")]
    [InlineData("flow")]
    [InlineData("rigid")]
    public void An_array_of_another_size_or_with_no_number(string section)
    {
        byte[] file = CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: false));
        using CheckpointReader longer = Changed(file, section, content => [.. content, 0, 0, 0, 0]), nan = Changed(file, section, Number(3, float.NaN));
        Should.Throw<InputException>(() => TrainingSample.Restore(longer)).Message.ShouldContain($"section '{section}'");
        Should.Throw<InputException>(() => TrainingSample.Restore(nan)).Message.ShouldContain("NaN at 3");
    }

    [Theory]
    [InlineData("\"passes\": 4", "\"passes\": 3", "in turn")]
    [InlineData("\"stopped\"", "\"nothing\"", "other maps")]
    [InlineData("\"exponents\": [", "\"exponents\": [ 24,", "other maps")]
    [InlineData("\"curves\"", "\"nothing\"", "other maps")]
    [InlineData("\"iteration\": 1", "\"iteration\": 3", "a curve of map 0")]
    public void Counters_of_a_reconstruction_out_of_their_range(string old, string now, string found)
    {
        using CheckpointReader checkpoint = Changed(CheckpointBytes.Of(ReconstructionSample.Sections(4, insidePass: true)), "reconstruction", Text(old, now));
        ReconstructionState state = ReconstructionSample.NewSession().State;
        InputException refusal = Should.Throw<InputException>(() => ReconstructionCheckpoint.Restore(checkpoint, state));
        refusal.Message.ShouldContain(found);
        (state.Passes, state.Minimisers[0].Iteration).ShouldBe((0, 0), "what is refused changes nothing");
    }

    [Theory]
    [InlineData("\"phase\": 1", "\"phase\": 9", "phase 9")]
    [InlineData("\"step\": 0", "\"step\": 7", "step 7")]
    [InlineData("\"updates\": 1", "\"updates\": -1", "-1 updates")]
    public void Counters_of_a_subspace_out_of_their_range(string old, string now, string found)
    {
        using CheckpointReader checkpoint = Changed(CheckpointBytes.Of(SubspaceSample.Sections(insidePass: true)), "subspace", Text(old, now));
        Should.Throw<InputException>(() => SubspaceSample.Restore(checkpoint)).Message.ShouldContain(found);
    }

    [Fact]
    public void A_subspace_goes_on_as_it_was()
    {
        using CheckpointReader checkpoint = Changed(CheckpointBytes.Of(SubspaceSample.Sections(insidePass: true)), "subspace", content => content);
        Flex3D.Stages.Subspaces.SubspaceState state = SubspaceSample.Restore(checkpoint);
        (state.Phase, state.Updates, state.Exponent, state.Information[3], state.Gains[1], state.Latents[5]).ShouldBe((1, 1, 20, 12.0, 1.5, 0.25f));
        state.Components[3].ShouldBe(-1.25f);
    }

    [Fact]
    public void Sums_of_a_pass_that_shards_cannot_reach()
    {
        using CheckpointReader checkpoint = Changed(CheckpointBytes.Of(ReconstructionSample.Sections(4, insidePass: true)), "pass.gradient.2", Number(0, long.MinValue));
        Should.Throw<InputException>(() => ReconstructionSample.Restore(checkpoint)).Message.ShouldContain("section 'pass.gradient.2'");
    }

    [Theory]
    [InlineData(0, 2, "version")]
    [InlineData(2, 1 << 30, "number of unknowns")]
    [InlineData(3, 7, "status")]
    [InlineData(4, -1, "iteration")]
    [InlineData(17, int.MaxValue, "number of energies")]
    public void A_minimiser_whose_first_words_lie(int word, int value, string what)
    {
        using CheckpointReader checkpoint = Changed(CheckpointBytes.Of(ReconstructionSample.Sections(4, insidePass: false)), "minimiser.1", Number(word, value));
        Should.Throw<InputException>(() => ReconstructionSample.Restore(checkpoint)).Message.ShouldContain(what);
    }

    [Fact]
    public void A_minimiser_cut_anywhere_or_with_more_behind_it()
    {
        byte[] file = CheckpointBytes.Of(ReconstructionSample.Sections(4, insidePass: false));
        int length = CheckpointBytes.Sections(file).Find(s => Encoding.ASCII.GetString(s.Name) == "minimiser.3").Content.Length;
        for (int kept = 0; kept < length; kept++)
        {
            using CheckpointReader cut = Changed(file, "minimiser.3", content => content[..kept]);
            Should.Throw<InputException>(() => ReconstructionSample.Restore(cut), $"{kept} of {length} bytes").Message.ShouldContain("minimiser");
        }
        using CheckpointReader longer = Changed(file, "minimiser.3", content => [.. content, 1]);
        Should.Throw<InputException>(() => ReconstructionSample.Restore(longer)).Message.ShouldContain("bytes after its end");
    }
}
