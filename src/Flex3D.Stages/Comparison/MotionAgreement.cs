namespace Flex3D.Stages.Comparison;

/// <summary>How like the motions of two models are, on the same particles (<see cref="PairedFields"/>). Lengths are RMS over particles and places, each place weighted with its density.</summary>
/// <remarks>Both latents of a particle come from its one image: what its noise does to both is not in a difference. Two models that agree can be wrong in the same way.</remarks>
/// <param name="Covered">Share of the first model's density that the second model's mesh reaches, 0 to 1.</param>
/// <param name="Whole">The agreement over the whole molecule.</param>
/// <param name="Moving">The agreement over the tenth of the density that moves most in both.</param>
/// <param name="Rest">The agreement over the other nine tenths.</param>
/// <param name="Worst">The tenth of the density in which they differ most.</param>
/// <param name="Subspaces">The agreement of the directions of the motions.</param>
/// <param name="ByMobility">Twenty parts of the density, the most mobile first.</param>
public sealed record MotionAgreement(double Covered, RegionMotion Whole, RegionMotion Moving, RegionMotion Rest, RegionPlace Worst, SubspaceAgreement Subspaces, IReadOnlyList<PartMotion> ByMobility)
{
    private const double Tenth = 0.1;
    private const int Parts = 20;

    /// <summary>Compares the displacements.</summary>
    public static MotionAgreement Of(PairedFields fields)
    {
        int places = fields.Share.Length;
        double[] first = new double[places], second = new double[places], product = new double[places];
        for (int i = 0; i < fields.First.Length; i++)
        {
            int place = i / 3 % places;
            double a = fields.First[i], b = fields.Second[i];
            first[place] += a * a / fields.Rows;
            second[place] += b * b / fields.Rows;
            product[place] += a * b / fields.Rows;
        }
        int[] mobile = [.. Enumerable.Range(0, places).OrderByDescending(p => first[p] + second[p])];
        int[] different = [.. Enumerable.Range(0, places).OrderByDescending(Difference)];
        int moving = CountOf(mobile, Tenth, fields.Share), worst = CountOf(different, Tenth, fields.Share);
        return new(
            fields.Covered, Region(mobile), Region(mobile.AsSpan(0, moving)), Region(mobile.AsSpan(moving)),
            RegionPlace.Of(different[..worst], fields, Region(different.AsSpan(0, worst))), SubspaceAgreement.Of(fields), [.. ByPart()]);

        double Difference(int p) => first[p] + second[p] - 2 * product[p];

        RegionMotion Region(ReadOnlySpan<int> of)
        {
            double a = 0, b = 0, both = 0, weight = 0;
            foreach (int p in of)
            {
                a += fields.Share[p] * first[p];
                b += fields.Share[p] * second[p];
                both += fields.Share[p] * product[p];
                weight += fields.Share[p];
            }
            return RegionMotion.Of(a, b, both, weight);
        }

        IEnumerable<PartMotion> ByPart()
        {
            for (int part = 0; part < Parts; part++)
            {
                int from = part == 0 ? 0 : CountOf(mobile, part / (double)Parts, fields.Share), to = CountOf(mobile, (part + 1) / (double)Parts, fields.Share);
                int[] of = mobile[Math.Min(from, places - 1)..Math.Max(to, Math.Min(from, places - 1) + 1)];
                double weight = of.Sum(p => fields.Share[p]);
                yield return new((part + 1) / (double)Parts, Root(first), Root(second), Math.Sqrt(Math.Max(0, of.Sum(p => fields.Share[p] * Difference(p)) / weight)));

                double Root(double[] squares) => Math.Sqrt(of.Sum(p => fields.Share[p] * squares[p]) / weight);
            }
        }
    }

    // How many of the places, in their order, have a share of the density.
    private static int CountOf(int[] order, double share, double[] of)
    {
        int count = 0;
        for (double seen = 0; count < order.Length && seen < share - 1e-9; count++)
        {
            seen += of[order[count]];
        }
        return count;
    }
}

/// <summary>The motions of two models in a region of the molecule: RMS over particles and places.</summary>
/// <param name="FirstAngstrom">How far the first model moves it, √⟨d₁²⟩, Å.</param>
/// <param name="SecondAngstrom">How far the second model moves it, √⟨d₂²⟩, Å.</param>
/// <param name="DifferenceAngstrom">√⟨|d₁ − d₂|²⟩, Å.</param>
/// <param name="Correlation">⟨d₁·d₂⟩/√(⟨d₁²⟩⟨d₂²⟩): 1 for the same motion but for its size, 0 for unrelated ones; null where one model moves nothing.</param>
public sealed record RegionMotion(double FirstAngstrom, double SecondAngstrom, double DifferenceAngstrom, double? Correlation)
{
    // From sums over places of a share of the density each, Å², and the sum of the shares.
    internal static RegionMotion Of(double first, double second, double product, double share)
    {
        share = share > 0 ? share : 1;
        return new(
            Math.Sqrt(first / share), Math.Sqrt(second / share), Math.Sqrt(Math.Max(0, (first + second - 2 * product) / share)), first > 0 && second > 0 ? product / Math.Sqrt(first * second) : null);
    }
}

/// <summary>Where a region of the molecule lies, and how far two models differ in it.</summary>
/// <param name="CentreAngstrom">Its centre, x, y, z, Å from the box centre, weighted with the density.</param>
/// <param name="Motion">The motions there.</param>
public sealed record RegionPlace(double[] CentreAngstrom, RegionMotion Motion)
{
    internal static RegionPlace Of(int[] places, PairedFields fields, RegionMotion motion)
    {
        double weight = places.Sum(p => fields.Share[p]);
        return new([.. Enumerable.Range(0, 3).Select(axis => places.Sum(p => fields.Share[p] * fields.Points[3 * p + axis]) / weight)], motion);
    }
}

/// <summary>How far a part of the density moves in two models.</summary>
/// <param name="Share">Share of the density that moves as much or more, 0 to 1.</param>
/// <param name="First">Displacement by the first model, Å RMS.</param>
/// <param name="Second">Displacement by the second model, Å RMS.</param>
/// <param name="Difference">RMS of their difference, Å.</param>
public sealed record PartMotion(double Share, double First, double Second, double Difference);
