using Flex3D.Pipeline.Steps.Deform;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Scoring;
using Flex3D.Stages.Simulation.Limit;

namespace Flex3D.Pipeline.Scoring;

/// <summary>Compares the displacements of a run's atoms with the true ones: of all atoms, or of those of a region.</summary>
/// <remarks>
/// In a focused run an atom of the particle p is at R_p (x + f(x, z_p)) + t_p, f the flow of the run and R_p, t_p the motion by which the first run's flow carries the region: both together are compared with the truth.
/// The atoms start from the true positions, less that motion, of the particles that f displaces least (<see cref="RestConformation"/>).
/// </remarks>
/// <param name="Learned">The agreement.</param>
/// <param name="Mesh">The agreement of the nearest displacements that the run's mesh can carry.</param>
/// <param name="Limit">The limit of these atoms; null where the simulation did not compute it.</param>
internal sealed record RegionDisplacements(DisplacementScore Learned, DisplacementAgreement Mesh, LimitSummary? Limit)
{
    private const int MostDisplaced = 500;

    /// <exception cref="Stages.Faults.InputException">The region has fewer than three atoms.</exception>
    public static RegionDisplacements Of(ScoredRun run, int threads)
    {
        FlexModel model = run.Model.Model;
        int k = model.Flow.LatentDimension, count = Math.Min(MostDisplaced, run.Rows.Length);
        int[] sample = [.. Enumerable.Range(0, count).Select(i => (int)((long)run.Rows.Length * i / count))];
        double[] all = RestConformation.Of(run);
        int[] atoms = run.Region?.Atoms(all) ?? [.. Enumerable.Range(0, all.Length / 3)];
        double[] rest = Chosen(all, atoms);
        double[][] truth = [.. sample.Select(p => Chosen(run.Motion.At(run.Truth[p]), atoms))];
        float[] latents = [.. sample.SelectMany(p => run.Latents[(p * k)..((p + 1) * k)])];
        double[][] learned = [.. DeformStep.Frames(model, latents, rest, 0, null)];
        double[][] nearest = new MeshLimit(model.Mesh, rest).Nearest([.. sample.Select((p, i) => Moved(truth[i], CarriedOf(run, p), undo: true))], threads);
        for (int i = 0; i < count; i++)
        {
            RigidMotion carried = CarriedOf(run, sample[i]);
            (learned[i], nearest[i]) = (Moved(learned[i], carried), Moved(nearest[i], carried));
        }
        return new(DisplacementScore.Of(truth, learned), DisplacementScore.Of(truth, nearest).AsGiven, LimitOf(run, atoms, truth));
    }

    private static LimitSummary? LimitOf(ScoredRun run, int[] atoms, double[][] truth)
    {
        if (run.Region is null || run.Limit is null)
        {
            return run.Limit;
        }
        bool[] moving = MovingAtoms.Of(MovingAtoms.Rms(truth));
        int[] moved = [.. atoms.Where((_, i) => moving[i])];
        return RegionLimit.Angstrom(run.Motion, moved, run.ParticleLimits, run.LimitTruth) is { } left ? run.Limit with { MovingAtoms = moved.Length, Angstrom = left, Searched = null } : null;
    }

    private static RigidMotion CarriedOf(ScoredRun run, int p) => run.Carried?[p] ?? RigidMotion.Identity;

    private static double[] Chosen(double[] positions, int[] atoms) => [.. atoms.SelectMany(a => positions[(3 * a)..(3 * a + 3)])];

    // Of points, [3·point + axis].
    internal static double[] Moved(double[] positions, RigidMotion by, bool undo = false)
    {
        if (by == RigidMotion.Identity)
        {
            return positions;
        }
        double[] moved = new double[positions.Length];
        for (int i = 0; i < moved.Length; i += 3)
        {
            (moved[i], moved[i + 1], moved[i + 2]) = undo ? by.Undo(positions[i], positions[i + 1], positions[i + 2]) : by.Apply(positions[i], positions[i + 1], positions[i + 2]);
        }
        return moved;
    }
}
