using System.Text.Json.Serialization;
using Flex3D.Stages.Comparison;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;

namespace Flex3D.Pipeline.Comparing;

/// <summary>The comparison of two runs.</summary>
/// <param name="First">Name of the first run.</param>
/// <param name="Second">Name of the second run.</param>
/// <param name="Particles">Particles that both have.</param>
/// <param name="Ambiguous">Particles of the first run whose image the second has in another number of rows; they are not compared.</param>
/// <param name="PoseDegrees">Median angle between the given orientations of a common particle.</param>
/// <param name="Motion">The agreement of the motions; null where mesh cells fold over in every conformation that was tried.</param>
/// <param name="HeldOut">Which explains held-out particles better.</param>
internal sealed record PairComparison(string First, string Second, int Particles, int Ambiguous, double PoseDegrees, MotionAgreement? Motion, HeldOutComparison HeldOut)
{
    private const int MostPoses = 2000;
    private const double MostPoseDegrees = 20, LeastCovered = 0.5, BoxTolerance = 0.01;

    /// <summary>Whether both runs move something.</summary>
    [JsonIgnore]
    public bool BothMove => Motion is { Subspaces: { FirstMotions: > 0, SecondMotions: > 0 } };

    /// <summary>Compares two runs.</summary>
    /// <exception cref="InputException">They have no particle in common, or their molecules or frames differ.</exception>
    public static PairComparison Of(ComparedRun first, ComparedRun second)
    {
        if (Math.Abs(first.BoxAngstrom / second.BoxAngstrom - 1) > BoxTolerance)
        {
            throw Different(second, FormattableString.Invariant($"a box of {second.BoxAngstrom:0.#} Å"), FormattableString.Invariant($"that of {first.Folder}, {first.BoxAngstrom:0.#} Å"));
        }
        var matched = RunParticles.Match(first.Particles, second.Particles);
        if (matched.First.Length == 0)
        {
            string found = matched.Ambiguous > 0 ? $"the images of {first.Folder} in another number of rows" : $"no particle in common with {first.Folder}";
            throw new InputException(second.Folder, null, found, "runs on the same particles, or on selections of them that overlap", "particles are the same if their uids are, or the content of their stack and their place in it");
        }
        double degrees = PoseDifference(first, second, matched);
        if (degrees > MostPoseDegrees)
        {
            throw Different(second, FormattableString.Invariant($"given orientations that are {degrees:0}° from those of {first.Folder} (median over common particles)"), "the same frame: maps that superpose", "align one data set's poses to the other's map, and train again");
        }
        int[] sample = Sample(matched.First.Length, ModelFile.EnoughParticles);
        PairedFields? fields = PairedFields.Of(With(first, matched.First, sample), first.Model.Density, With(second, matched.Second, sample));
        if (fields?.Covered < LeastCovered)
        {
            throw Different(second, FormattableString.Invariant($"a mesh that reaches {100 * fields.Covered:0} % of the density of {first.Folder}"), "the same molecule in the same frame");
        }
        return new(first.Name, second.Name, matched.First.Length, matched.Ambiguous, degrees, fields is null ? null : MotionAgreement.Of(fields), HeldOutComparison.Of(first, second, matched));
    }

    private static InputException Different(ComparedRun run, string found, string expected, string? advice = null) =>
        new(run.Folder, null, found, expected, advice ?? "compare runs on one molecule, whose maps superpose");

    private static FlexModel With(ComparedRun run, int[] rows, int[] sample)
    {
        int k = run.Model.Model.Flow.LatentDimension;
        return run.Model.Model with { Latents = [.. sample.SelectMany(i => run.Latents[(rows[i] * k)..((rows[i] + 1) * k)])] };
    }

    private static double PoseDifference(ComparedRun first, ComparedRun second, MatchedParticles matched)
    {
        int[] sample = Sample(matched.First.Length, MostPoses);
        Particle[] a = first.Particles.Read([.. sample.Select(i => matched.First[i])]), b = second.Particles.Read([.. sample.Select(i => matched.Second[i])]);
        double[] degrees = [.. a.Zip(b, (p, q) => Degrees(p.Rotation, q.Rotation)).Order()];
        return degrees[degrees.Length / 2];
    }

    // The angle of the turn from one rotation to the other, by its trace.
    private static double Degrees(in Rotation a, in Rotation b)
    {
        (double X, double Y, double Z) Column(in Rotation r, int axis) => r.Apply(axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
        double trace = 0;
        for (int axis = 0; axis < 3; axis++)
        {
            (double X, double Y, double Z) p = Column(a, axis), q = Column(b, axis);
            trace += p.X * q.X + p.Y * q.Y + p.Z * q.Z;
        }
        return Math.Acos(Math.Clamp((trace - 1) / 2, -1, 1)) * 180 / Math.PI;
    }

    // Numbers of at most some of a count of things, spread evenly.
    private static int[] Sample(int count, int most)
    {
        int taken = Math.Min(count, most);
        return [.. Enumerable.Range(0, taken).Select(i => (int)((long)i * count / taken))];
    }
}
