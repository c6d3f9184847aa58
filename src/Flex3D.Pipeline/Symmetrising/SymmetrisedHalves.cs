using System.Globalization;
using Flex3D.Pipeline.MapPairs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Symmetry;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Symmetrising;

/// <summary>Half-maps, averaged over a symmetry: how well they have it, and what the average gains.</summary>
/// <param name="Given">The half-maps as they were.</param>
/// <param name="Averaged">The half-maps, and the mask, with the symmetry.</param>
/// <param name="Agreement">How well the given half-maps have the symmetry.</param>
/// <param name="Before">FSC of the given half-maps inside their mask.</param>
/// <param name="After">FSC of the averaged half-maps inside theirs.</param>
internal sealed record SymmetrisedHalves(HalfMaps Given, HalfMaps Averaged, SymmetryAgreement Agreement, FscReport Before, FscReport After)
{
    /// <summary>Maps of which less than this share of the correlation has the symmetry are refused.</summary>
    public const double LeastShare = 0.5;

    private const ulong Seed = 1; // of the random phases that correct for the mask

    /// <summary>Averages half-maps.</summary>
    /// <param name="given">The half-maps.</param>
    /// <param name="frame">The symmetry.</param>
    /// <param name="anyway">Whether to average maps that do not have the symmetry.</param>
    /// <param name="advice">What a user can do about maps that do not have it.</param>
    /// <param name="threads">The number of threads.</param>
    /// <exception cref="InputException">The maps do not have the symmetry.</exception>
    public static SymmetrisedHalves Of(HalfMaps given, SymmetryFrame frame, bool anyway, string advice, int threads)
    {
        DensityMap around = given.Around, mask = SymmetrisedMaps.Union(around, frame, threads);
        SymmetryAgreement agreement = SymmetryAgreement.Of(given.Half1, given.Half2, mask, frame, threads);
        if (agreement.Share < LeastShare && !anyway)
        {
            throw new InputException(
                given.Stem == "map" ? "the half-maps" : $"the {given.Name} half-maps", null, string.Create(CultureInfo.InvariantCulture, $"{100 * agreement.Share:0} % of their correlation left when one is turned by an operator of {frame.Group.Name} about these axes"),
                string.Create(CultureInfo.InvariantCulture, $"at least {100 * LeastShare:0} %: the maps do not have this symmetry here"), advice);
        }
        HalfMaps averaged = given with { Half1 = SymmetrisedMaps.Of(given.Half1, frame, threads), Half2 = SymmetrisedMaps.Of(given.Half2, frame, threads), Support = mask };
        return new(given, averaged, agreement,
            FscReport.Compute(given.Half1, given.Half2, around, around, Seed, threads), FscReport.Compute(averaged.Half1, averaged.Half2, mask, mask, Seed, threads));
    }

    /// <summary>Says how well the maps have the symmetry, and what the average gains.</summary>
    public IEnumerable<string> Lines()
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        if (Agreement.Shares.Length > 0)
        {
            yield return string.Create(c, $"{Given.Name}: turned half-maps keep {100 * Agreement.Share:0} % of their correlation ({100 * Agreement.Shares.Min():0} to {100 * Agreement.Shares.Max():0} % by operator), and agree to {Agreement.Reaches}");
        }
        yield return string.Create(c, $"{Given.Name}: resolution (FSC 0.143, masked and corrected) {Before.Resolution()} as given, {After.Resolution()} symmetrised");
    }

    /// <summary>Writes half-maps, merged map and mask.</summary>
    public void Write(string folder, int threads)
    {
        string title = $"Flex3D {Given.Stem}, symmetrised";
        MrcMap.Write(Path.Combine(folder, $"{Given.Stem}_half1.mrc"), Averaged.Half1, title);
        MrcMap.Write(Path.Combine(folder, $"{Given.Stem}_half2.mrc"), Averaged.Half2, title);
        MrcMap.Write(Path.Combine(folder, $"{Given.Stem}_mask.mrc"), Averaged.Around, title + " mask");
        MrcMap.Write(Path.Combine(folder, $"{Given.Stem}.mrc"), MapSharpening.Apply(MapSharpening.Merge(Averaged.Half1, Averaged.Half2), After, 0, threads), title);
    }
}
