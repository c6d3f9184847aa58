using System.Globalization;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Steps.Deform;

/// <summary>Says in text which B factors atoms got from their displacements.</summary>
internal static class BFactorText
{
    public static string Of(double[] factors) => string.Create(CultureInfo.InvariantCulture,
        $"B factors of the displacements over the particles: median {factors.Order().ElementAt(factors.Length / 2):0.#}, largest {factors.Max():0.#} Å² (RMS displacement {Math.Sqrt(3 * factors.Max() / (8 * Math.PI * Math.PI)):0.#} Å)");

    public static IEnumerable<string> Warnings(AtomicModel model, double[] factors)
    {
        int above = factors.Count(factor => factor > model.LargestBFactor);
        if (above > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{above} of {factors.Length} B factors are above {model.LargestBFactor:0.##} Å², the largest that a {model.Kind} file holds, and are written as that: give the model as mmCIF to have them all");
        }
        if (model.HasAnisotropic)
        {
            yield return "anisotropic displacements of the file (ANISOU) are kept, and no longer agree with the B factors";
        }
    }
}
