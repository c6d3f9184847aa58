using Flex3D.Gpu.Kernels;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Priors;

namespace Flex3D.Gpu.Tests;

/// <summary>The kernel's rotation is a plain function: tried here where it runs.</summary>
public class PolarRotationTests
{
    [Fact]
    public void It_is_the_nearest_rotation_of_any_matrix()
    {
        Span<double> d = stackalloc double[9], r = stackalloc double[9];
        for (int trial = 0; trial < 400; trial++)
        {
            for (int k = 0; k < 9; k++)
            {
                // Near the identity, anywhere, and without a dimension.
                double random = CounterRandom.Normal(7, 204, 0, (ulong)trial, (ulong)k);
                d[k] = (float)((trial % 4 == 0 ? 1 : 0.2) * random + (trial % 4 == 1 || k % 4 != 0 ? 0 : trial % 4 == 2 && k == 8 ? 0 : 1));
            }
            NearestRotation.Find(d, r);
            Matrix3 found = PolarRotation.Of(new((float)d[0], (float)d[1], (float)d[2], (float)d[3], (float)d[4], (float)d[5], (float)d[6], (float)d[7], (float)d[8]));
            ReadOnlySpan<float> values = [found.A, found.B, found.C, found.D, found.E, found.F, found.G, found.H, found.I];
            for (int k = 0; k < 9; k++)
            {
                ((double)values[k]).ShouldBe(r[k], 2e-5, $"element {k} of trial {trial}");
            }
        }
    }

    [Fact]
    public void Where_several_are_equally_near_it_is_one_of_them()
    {
        Matrix3 found = PolarRotation.Of(new(1, 0, 0, 0, 1, 0, 0, 0, -1));
        Matrix3 product = found.Cofactors - found; // a rotation is its own matrix of cofactors
        product.Norm.ShouldBeLessThan(1e-10f);
        (found.A + found.E - found.I).ShouldBe(1, 1e-5f);
    }

    [Fact]
    public void What_is_not_a_number_stays_so() => float.IsNaN(PolarRotation.Of(new(float.NaN, 0, 0, 0, 1, 0, 0, 0, 1)).A).ShouldBeTrue();
}
