using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Reconstruction;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Reconstruction;

public sealed class RebasedFrameTests
{
    private readonly SmallWorld _world = new(latentDimension: 1);

    // x' = x − z·x: beyond z = 1 every cell is turned inside out.
    private FlexModel Crushed() => new()
    {
        Mesh = _world.Mesh,
        Flow = _world.Problem.Flow,
        FlowParameters = _world.LinearFlow((x, _, _) => (-x, 0, 0)),
        Latents = [0],
        RigidityStrength = 1,
        Box = _world.Box,
        PixelSizeAngstrom = SmallWorld.Pixel,
        TrainingBox = _world.Box,
        Seed = 1,
        MotionSupported = true,
    };

    [Fact]
    public void A_middle_that_folds_no_cell_becomes_the_rest_state()
    {
        RebasedFrame frame = RebasedFrame.Choose(Crushed(), [[0.5f], [0.1f]]);
        (frame.Choice, frame.Latent[0], frame.FoldedAtMiddle).ShouldBe((FrameChoice.Middle, 0.5f, 0));
        FlexModel model = frame.Of(Crushed());
        model.Flow.Anchor.ShouldBe([0.5f]);
        for (int v = 0; v < _world.Mesh.VertexCount; v++)
        {
            model.Mesh.Vertices[3 * v].ShouldBe(0.5f * _world.Mesh.Vertices[3 * v], 1e-3f);
        }
    }

    [Fact]
    public void Where_the_middle_folds_cells_the_next_latent_that_folds_none_is_taken()
    {
        RebasedFrame frame = RebasedFrame.Choose(Crushed(), [[1.4f], [1.3f], [0.9f], [0.2f]]);
        (frame.Choice, frame.Latent[0], frame.FoldedAtMiddle).ShouldBe((FrameChoice.Nearest, 0.9f, _world.Mesh.CellCount));
        FlexModel model = frame.Of(Crushed());
        model.Flow.Anchor.ShouldBe([0.9f]);
        FrameRebase.FoldedCells(model.Mesh).ShouldBe(0);
        VoxelBinder.Bind(model.Mesh, FrameRebase.CarryMask(_world.Mask, _world.Mesh, model.Mesh)).UncoveredCount.ShouldBe(0);
    }

    [Fact]
    public void Where_every_latent_folds_cells_the_model_stays_as_it_was_trained()
    {
        FlexModel trained = Crushed();
        RebasedFrame frame = RebasedFrame.Choose(trained, [[1.4f], [1.3f]]);
        (frame.Choice, frame.Latent[0], frame.FoldedAtMiddle).ShouldBe((FrameChoice.Rest, 0f, _world.Mesh.CellCount));
        frame.Of(trained).ShouldBeSameAs(trained);
        frame.Mesh.ShouldBeSameAs(trained.Mesh);
    }
}
