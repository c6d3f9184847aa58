using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Tests.Inference;

/// <summary>What follows from the normal equations of one image.</summary>
public class NewtonStepTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_covariance_of_latents_given_the_others_is_the_joint_one_conditioned_on_them(int latents)
    {
        var columns = new ParameterColumns(latents, OwnParameters.Latents | OwnParameters.Rotation | OwnParameters.Shift);
        int count = columns.Count, others = count - latents;
        Matrix<double> root = Matrix<double>.Build.Dense(count, count, (i, j) => CounterRandom.Normal(3, 1, 2, (ulong)i, (ulong)j));
        Matrix<double> hessian = (root * root.Transpose()) + Matrix<double>.Build.DenseIdentity(count), joint = hessian.Inverse();
        double[] found = new double[latents * latents];
        NewtonStep.InvertLatents(columns, hessian.ToColumnMajorArray(), found).ShouldBeTrue();
        Matrix<double> cross = joint.SubMatrix(0, latents, latents, others);
        Matrix<double> expected = joint.SubMatrix(0, latents, 0, latents) - (cross * joint.SubMatrix(latents, others, latents, others).Inverse() * cross.Transpose());
        for (int i = 0; i < found.Length; i++)
        {
            found[i].ShouldBe(expected[i / latents, i % latents], 1e-9);
        }
        found[0].ShouldBeLessThan(joint[0, 0]);
    }

    [Fact]
    public void Latents_along_which_the_objective_bends_down_have_none()
    {
        var columns = new ParameterColumns(1, OwnParameters.Latents | OwnParameters.Shift);
        double[] found = [7];
        NewtonStep.InvertLatents(columns, [-1, 0, 0, 0, 1, 0, 0, 0, 1], found).ShouldBeFalse();
        found.ShouldBe([7]);
    }
}
