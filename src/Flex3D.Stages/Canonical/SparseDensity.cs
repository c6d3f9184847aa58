using Flex3D.Stages.Engine;

namespace Flex3D.Stages.Canonical;

/// <summary>Leaves the weakest voxels of a density out, which images hardly show: most of a mask around a molecule that moves is empty, and what the map has there is noise.</summary>
/// <remarks>Projections of what is left out have at most a thousandth of the power of those of the whole: Σ_r r P(r) over its shells, P the mean power of a component, since a central slice has 2πr of radius r. The mean does not count.</remarks>
public static class SparseDensity
{
    /// <summary>The largest share of the power of projections that is left out.</summary>
    public const double LeftOut = 1e-3;

    /// <summary>The largest share of the voxels that a sparse density keeps; with more, nothing is gained.</summary>
    public const double MostKept = 0.6;

    private const int Halvings = 5;

    /// <summary>Returns the model with a sparse density, or the model itself where most voxels count.</summary>
    /// <param name="map">Computes the power.</param>
    public static ModelSnapshot Of(CanonicalMap map, ModelSnapshot model)
    {
        float[] voxels = model.Voxels;
        float[] sizes = Array.ConvertAll(voxels, Math.Abs);
        Array.Sort(sizes);
        double most = LeftOut * Projected(map, voxels);
        double least = 0, kept = MostKept; // the share that is kept lies between
        if (!(Projected(map, LeftOf(voxels, Limit(kept))) <= most))
        {
            return model;
        }
        for (int halving = 0; halving < Halvings; halving++)
        {
            double middle = (least + kept) / 2;
            (least, kept) = Projected(map, LeftOf(voxels, Limit(middle))) <= most ? (least, middle) : (middle, kept);
        }
        float limit = Limit(kept);
        return model with { Voxels = Array.ConvertAll(voxels, v => Math.Abs(v) < limit ? 0 : v), Sparse = true };

        float Limit(double share) => sizes[(int)((1 - share) * (sizes.Length - 1))];
    }

    private static float[] LeftOf(float[] voxels, float limit) => Array.ConvertAll(voxels, v => Math.Abs(v) < limit ? v : 0);

    private static double Projected(CanonicalMap map, float[] voxels)
    {
        double[] power = map.Power(voxels);
        double sum = 0;
        for (int r = 1; r < power.Length; r++)
        {
            sum += r * power[r];
        }
        return sum;
    }
}
