using System.Buffers.Binary;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Shards;

public class ShardWireTests
{
    private static readonly ShardWork Work = new(new ModelVersion(3, 14), 15, StepKind.Flow, new[] { 9, 2, 6 }) { Search = true, SubStep = 5, Last = true, Half = 2 };

    private static readonly ShardResult Result = new(new ModelVersion(3, 14), 15, StepKind.Validate)
    {
        Particles = new[] { 9, 2, 6 },
        Gradient = new[] { float.Epsilon, -0f, float.NaN, 1e30f },
        State = State(4), // a row more than there are particles, as in a buffer
        Energies = new CandidateEnergy[] { new(1, 2, 3), new(4, 5, 6), new(7, 8, 9) },
        Constants = new[] { 1.5, 2.5, 3.5 },
        RigidLoss = new[] { double.MaxValue, double.Epsilon, -1 },
    };

    [Fact]
    public void Work_is_read_as_it_was_written()
    {
        ShardWork read = ShardWork.Read(SmallTraining.Bytes(Work.Write));
        (read with { Particles = default }).ShouldBe(Work with { Particles = default });
        read.Particles.ToArray().ShouldBe([9, 2, 6]);
    }

    [Fact]
    public void A_result_is_read_bit_for_bit_as_it_was_written_with_the_columns_it_lacks_empty()
    {
        byte[] bytes = SmallTraining.Bytes(Result.Write);
        ShardResult read = ShardResult.Read(bytes);
        (read.Version, read.Shard, read.Kind).ShouldBe((new ModelVersion(3, 14), 15, StepKind.Validate));
        read.Particles.ToArray().ShouldBe([9, 2, 6]);
        read.Gradient.ToArray().Select(BitConverter.SingleToUInt32Bits).ShouldBe(Result.Gradient.ToArray().Select(BitConverter.SingleToUInt32Bits));
        read.State!.Count.ShouldBe(3);
        read.State.Layout.Description.ShouldBe(Result.State!.Layout.Description);
        read.State.Column(ParticleColumns.Latents).ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);
        read.State.Column(ParticleColumns.Contrast).ToArray().ShouldBe([1, 0.5f, 2]);
        read.Energies.ToArray().ShouldBe([new(1, 2, 3), new(4, 5, 6), new(7, 8, 9)]);
        read.Constants.ToArray().ShouldBe([1.5, 2.5, 3.5]);
        read.RigidLoss.ToArray().ShouldBe([double.MaxValue, double.Epsilon, -1]);
        (read.Rigidity.Length + read.FlexLoss.Length + read.Gains.Length).ShouldBe(0);
    }

    [Fact]
    public void Bytes_that_end_anywhere_else_or_go_on_are_refused()
    {
        foreach (byte[] whole in new[] { SmallTraining.Bytes(Work.Write), SmallTraining.Bytes(Result.Write) })
        {
            bool work = whole.Length < 100;
            for (int length = 0; length <= whole.Length + 1; length++)
            {
                byte[] bytes = new byte[length];
                whole.AsSpan(0, Math.Min(length, whole.Length)).CopyTo(bytes);
                Action read = work ? () => ShardWork.Read(bytes) : () => ShardResult.Read(bytes);
                if (length == whole.Length)
                {
                    read();
                }
                else
                {
                    Should.Throw<InvariantException>(read, $"{length} of {whole.Length} bytes");
                }
            }
        }
    }

    [Theory]
    [InlineData(4 * 4, 99)] // no kind of step
    [InlineData(0, -1)]
    [InlineData(0, int.MaxValue)] // more than there is, and no memory is taken for it
    public void Impossible_numbers_are_refused(int at, int value)
    {
        byte[] bytes = SmallTraining.Bytes(Result.Write);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        Should.Throw<InvariantException>(() => ShardResult.Read(bytes));
    }

    [Fact]
    public void Columns_of_other_lengths_are_refused()
    {
        Should.Throw<InvariantException>(() => ShardResult.Read(SmallTraining.Bytes((Result with { Energies = new CandidateEnergy[] { new(1, 2, 3) } }).Write)));
        Should.Throw<InvariantException>(() => ShardResult.Read(SmallTraining.Bytes((Result with { Constants = new[] { 1.5 } }).Write)));
        Should.Throw<InvariantException>(() => ShardResult.Read(SmallTraining.Bytes((Result with { Particles = default }).Write)));
    }

    [Fact]
    public void A_result_without_state_comes_back_without_it()
    {
        ShardResult.Read(SmallTraining.Bytes((Result with { State = null }).Write)).State.ShouldBeNull();
    }

    [Fact]
    public void State_of_other_columns_is_refused()
    {
        var latents = ParticleBlock.OfLatents([1, 2, 3, 4, 5, 6], 2);
        Should.Throw<InvariantException>(() => ShardResult.Read(SmallTraining.Bytes((Result with { State = latents }).Write))).Message.ShouldContain("contrast");
    }

    private static ParticleBlock State(int rows)
    {
        var state = new ParticleBlock(ParticleColumns.OfRun(2), rows);
        new float[] { 1, 2, 3, 4, 5, 6 }.CopyTo(state.Write(ParticleColumns.Latents, ColumnWriters.Training));
        new float[] { 1, 0.5f, 2 }.CopyTo(state.Write(ParticleColumns.Contrast, ColumnWriters.Training));
        return state;
    }
}
