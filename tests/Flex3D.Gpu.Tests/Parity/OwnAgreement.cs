using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>Gradients and Hessians in the images' own parameters against each other, in units that a parameter has by itself: its curvature, and the energy of the image.</summary>
internal static class OwnAgreement
{
    // Of a prior's bend, which is differenced over a step that is not small.
    private const double Bend = 0.03;

    /// <param name="bent">The number of first columns whose Hessian a prior has bent.</param>
    public static void Require(NormalEquations expected, NormalEquations found, double tolerance, int bent)
    {
        int count = expected.Columns.Count;
        for (int image = 0; image < expected.Energies.Length; image++)
        {
            double[] gradient = [.. expected.Gradient(image)], hessian = [.. expected.Hessian(image)];
            for (int a = 0; a < count; a++)
            {
                hessian[a * count + a].ShouldBeGreaterThan(0);
                found.Gradient(image)[a].ShouldBe(gradient[a], tolerance * Math.Sqrt(hessian[a * count + a] * 2 * expected.Energies[image].Power), $"gradient {a} of image {image}");
                for (int b = 0; b < count; b++)
                {
                    double unit = Math.Sqrt(hessian[a * count + a] * hessian[b * count + b]), allowed = a < bent && b < bent ? Bend : tolerance;
                    found.Hessian(image)[a * count + b].ShouldBe(hessian[a * count + b], allowed * unit, $"Hessian {a}, {b} of image {image}");
                }
            }
        }
    }
}
