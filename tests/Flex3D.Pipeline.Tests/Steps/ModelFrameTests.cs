using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Steps.Deform;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;

namespace Flex3D.Pipeline.Tests.Steps;

public sealed class ModelFrameTests
{
    [Theory]
    [InlineData(ModelOrigin.Auto, 0, 0)]
    [InlineData(ModelOrigin.Auto, 32, 32)]
    [InlineData(ModelOrigin.Auto, 500, 0)]
    [InlineData(ModelOrigin.Corner, 0, 32)]
    [InlineData(ModelOrigin.Centre, 32, 0)]
    public void The_zero_of_a_model_is_where_its_atoms_lie_in_the_mesh_or_what_the_user_says(ModelOrigin origin, double shift, double expected)
    {
        double[] atoms = [.. new double[] { 1, 1, 1, 2, 1, 1, 1, 2, 1 }.Select(x => x + shift)];
        ModelFrame.Offset(OneCell(), atoms, origin).ShouldBe(expected);
    }

    private static FlexModel OneCell()
    {
        var flow = new FlowArchitecture(1, 2, 32, 4, anchored: true);
        return new FlexModel
        {
            Mesh = new TetrahedralMesh { Vertices = [0, 0, 0, 10, 0, 0, 0, 10, 0, 0, 0, 10], Cells = [0, 1, 2, 3], RigidityWeights = [1], Mobility = [1, 1, 1, 1] },
            Flow = flow,
            FlowParameters = new FlowNetwork(flow).Initialise(1),
            Latents = [0],
            RigidityStrength = 1,
            Box = 32,
            PixelSizeAngstrom = 2,
            TrainingBox = 32,
            Seed = 1,
            MotionSupported = true,
        };
    }
}
