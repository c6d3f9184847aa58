using Flex3D.Stages.Dealing;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Inference;
using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Priors;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Tests.Dealing;

/// <summary>Models and shards that were written and read back are the same, bit for bit.</summary>
public class ModelFormTests
{
    private static float[] Values(int seed, int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(seed + 0.7f * i) / 3)];

    private static TrainingModel Training(float[] flow, int step)
    {
        var search = new LatentSearchSettings([0.5, 0.1], 1.5, new LatentPrior(0.3, 1.5, 4), 2, Centres: true, Poses: true, Defocus: true);
        var settings = new EpochSettings(EpochKind.Flow, 1.0 / 3, 2.0 / 7, 1e-3, 0.31, true, search, Neighbourhood: 1, Coarse: true);
        ModelSnapshot flexed = new(Values(1, 9), flow, PriorStrengths.None.With("rigidity", 0.1 / 3)), rigid = new(Values(2, 9));
        return new TrainingModel(new ModelVersion(3, step), flexed, rigid, rigid with { Components = Values(3, 18) }, 1, settings, new OwnPriors(new(0.1, 1.5, 4), 0.01, 0.2, 0.3, 100), new OwnPriors(new(0.1, 1.5, 4)), true)
        {
            Sparse = flexed with { Voxels = [0, 0, .. Values(10, 3), 0, 0, 0, 0], Sparse = true },
            Centres = Values(4, 6),
            UndecidedDefocus = 1e-17,
            Coarse = new CoarseModels(flexed with { Voxels = Values(5, 3) }, new ModelSnapshot(Values(6, 3)), new ModelSnapshot(Values(6, 3)) { Components = Values(7, 6) }),
            Anchor = AnchorNeighbours.Of(new AnchorForm(5, 0.1, 2)),
            Unmoved = new ModelSnapshot(flexed.Voxels),
            Orientations = TrainingModel.OrientationsOf(flexed, Values(9, 9), rigid),
        };
    }

    private static byte[] Bytes(ModelParts parts, Func<ModelPart, bool> held)
    {
        using var stream = new MemoryStream();
        parts.Write(stream, held);
        return stream.ToArray();
    }

    [Fact]
    public void A_model_of_training_comes_back_with_the_same_bits()
    {
        TrainingModel model = Training(Values(8, 40), step: 4);
        TrainingModel read = TrainingModelForm.Read(ModelParts.Read(Bytes(TrainingModelForm.Of(model), _ => false), new Dictionary<string, ModelPart>()));
        read.Version.ShouldBe(model.Version);
        read.Flexed.Voxels.ShouldBe(model.Flexed.Voxels);
        read.Flexed.FlowParameters.ShouldBe(model.Flexed.FlowParameters);
        read.Flexed.Priors.ByName.ShouldBe(model.Flexed.Priors.ByName);
        read.Sparse.Voxels.ShouldBe(model.Sparse.Voxels);
        (read.Sparse.Sparse, read.Sparse.FlowParameters, read.Flexed.Sparse).ShouldBe((true, read.Flexed.FlowParameters, false));
        read.Rigid.Voxels.ShouldBe(model.Rigid.Voxels);
        read.Composition!.Components.ShouldBe(model.Composition!.Components);
        (read.Settings with { Search = null }).ShouldBe(model.Settings with { Search = null });
        read.Settings.Search!.Steps.ShouldBe(model.Settings.Search!.Steps);
        (read.Settings.Search with { Steps = model.Settings.Search.Steps }).ShouldBe(model.Settings.Search);
        (read.ActiveLatents, read.Priors, read.RigidPriors, read.TestsMotion, read.UndecidedDefocus).ShouldBe((model.ActiveLatents, model.Priors, model.RigidPriors, model.TestsMotion, model.UndecidedDefocus));
        read.Centres.ShouldBe(model.Centres);
        read.Anchor!.Form.ShouldBe(model.Anchor!.Form);
        read.Unmoved!.Voxels.ShouldBe(model.Unmoved!.Voxels);
        Enumerable.Range(0, 3).Select(molecule => read.Orientations!.Density(molecule)).ShouldBe([model.Flexed.Voxels, Values(9, 9), model.Rigid.Voxels]);
        read.Coarse!.Flexed.Voxels.ShouldBe(model.Coarse!.Flexed.Voxels);
        read.Coarse.Flexed.FlowParameters.ShouldBe(model.Flexed.FlowParameters);
        read.Coarse.Rigid.Voxels.ShouldBe(model.Coarse.Rigid.Voxels);
        read.Coarse.Composition!.Components.ShouldBe(model.Coarse.Composition!.Components);
    }

    [Fact]
    public void What_a_model_lacks_it_lacks_when_it_comes_back()
    {
        TrainingModel model = Training(Values(8, 40), 0) with { Composition = null, Coarse = null, Anchor = null, Unmoved = null, Orientations = null };
        TrainingModel read = TrainingModelForm.Read(ModelParts.Read(Bytes(TrainingModelForm.Of(model), _ => false), new Dictionary<string, ModelPart>()));
        ((object?)read.Composition ?? read.Coarse ?? (object?)read.Anchor ?? (object?)read.Unmoved ?? read.Orientations).ShouldBeNull();
    }

    [Fact]
    public void Arrays_that_the_other_side_holds_are_not_sent_again_and_do_not_change_when_the_model_does()
    {
        float[] flow = Values(8, 40);
        ModelParts first = TrainingModelForm.Of(Training(flow, 0));
        flow[7] = 12;
        ModelParts second = TrainingModelForm.Of(Training(flow, 1));
        first.Get("flow")[7].ShouldNotBe(12);
        var known = first.Parts.ToDictionary(part => part.Name, part => part.Hash);
        byte[] whole = Bytes(second, _ => false), less = Bytes(second, part => known[part.Name] == part.Hash);
        less.Length.ShouldBe(whole.Length - 4 * second.Parts.Where(part => part.Name != "flow").Sum(part => part.Values.Length));
        var held = new Dictionary<string, ModelPart>();
        ModelParts.Read(Bytes(first, _ => false), held);
        ModelParts read = ModelParts.Read(less, held);
        read.Get("flow")[7].ShouldBe(12);
        read.Get("rigid").ShouldBe(second.Get("rigid"));
        Should.Throw<InvariantException>(() => ModelParts.Read(less, new Dictionary<string, ModelPart>())).Message.ShouldContain("not the one that was sent");
        Should.Throw<InvariantException>(() => ModelParts.Read(whole.AsSpan(..^1), new Dictionary<string, ModelPart>()));
    }

    [Fact]
    public void A_model_of_a_reconstruction_comes_back_with_the_same_bits()
    {
        var model = new ReconstructionModel(new ModelVersion(5, 0), [new(Values(1, 7), Values(2, 5)), new(Values(3, 7), Values(2, 5)), new(Values(4, 8)), new(Values(5, 8))]);
        ReconstructionModel read = ReconstructionModelForm.Read(ModelParts.Read(Bytes(ReconstructionModelForm.Of(model), _ => false), new Dictionary<string, ModelPart>()));
        read.Version.ShouldBe(model.Version);
        for (int map = 0; map < ReconstructionSession.Maps; map++)
        {
            read.Maps[map].Voxels.ShouldBe(model.Maps[map].Voxels);
            read.Maps[map].FlowParameters.ShouldBe(model.Maps[map].FlowParameters);
        }
    }

    [Fact]
    public void A_shard_comes_back_with_the_state_of_its_particles_and_of_no_others()
    {
        var particles = new ParticleBlock(ParticleColumns.OfRun(2), 20);
        Values(1, 40).CopyTo(particles.Write(ParticleColumns.Latents, ColumnWriters.Training));
        var work = new ShardWork(new ModelVersion(1, 2), 3, StepKind.Flow, new[] { 11, 4, 17 }) { Search = true, SubStep = 1, Last = true };
        using var stream = new MemoryStream();
        (DealtShard.Of(work, particles) with { Shifts = false }).Write(stream);
        DealtShard read = DealtShard.Read(stream.ToArray());
        (read.Turns, read.Shifts, read.Defocus).ShouldBe((true, false, true));
        (read.Work with { Particles = work.Particles }).ShouldBe(work);
        read.Work.Particles.ToArray().ShouldBe(work.Particles.ToArray());
        var into = new ParticleBlock(ParticleColumns.OfRun(2), 1);
        ((IParticleState)read).Read(17, 1, into);
        into.Column(ParticleColumns.Latents).ToArray().ShouldBe(Values(1, 40)[34..36]);
        Should.Throw<InvariantException>(() => ((IParticleState)read).Read(5, 1, into));
        Should.Throw<InvariantException>(() => DealtShard.Read(stream.ToArray().AsSpan(..^4)));
    }
}
