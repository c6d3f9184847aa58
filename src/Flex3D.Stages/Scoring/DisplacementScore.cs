using Flex3D.Stages.Geometry;
using Flex3D.Stages.Simulation.Limit;

namespace Flex3D.Stages.Scoring;

/// <summary>How well learned displacements agree with true ones, over particles and atoms.</summary>
/// <remarks>
/// From true and learned displacements each atom's mean over the particles is taken first: which conformation a model moves is
/// arbitrary. All lengths are RMS over particles and atoms, Å.
/// </remarks>
/// <param name="Particles">Number of particles.</param>
/// <param name="MovingAtoms">Number of atoms that move (<see cref="Simulation.Limit.MovingAtoms"/>).</param>
/// <param name="StillAtoms">Number of all other atoms.</param>
/// <param name="TrueMoving">True displacement of the moving atoms; null where none moves. A model without motion has this error.</param>
/// <param name="TrueStill">True displacement of the other atoms; null where there are none.</param>
/// <param name="AsGiven">The agreement in the frame of the given poses.</param>
/// <param name="Superposed">The agreement once the learned positions of each particle are superposed rigidly on the true ones, all atoms with equal weight.</param>
public sealed record DisplacementScore(
    int Particles, int MovingAtoms, int StillAtoms, double? TrueMoving, double? TrueStill, DisplacementAgreement AsGiven, DisplacementAgreement Superposed)
{
    /// <summary>Compares displacements.</summary>
    /// <param name="truth">True positions, [particle][3·atom + axis], Å.</param>
    /// <param name="learned">Learned positions of the same atoms of the same particles, Å.</param>
    public static DisplacementScore Of(IReadOnlyList<double[]> truth, IReadOnlyList<double[]> learned)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(learned.Count, truth.Count);
        double[] meanTruth = Mean(truth), meanLearned = Mean(learned);
        bool[] moving = Simulation.Limit.MovingAtoms.Of(Simulation.Limit.MovingAtoms.Rms(truth));
        int[] all = [.. Enumerable.Range(0, moving.Length)];
        var given = new Sums(moving);
        var superposed = new Sums(moving);
        double[] shift = [.. meanTruth.Zip(meanLearned, (t, l) => t - l)];
        for (int p = 0; p < truth.Count; p++)
        {
            double[] positions = [.. learned[p].Zip(shift, (l, d) => l + d)];
            given.Add(truth[p], positions, meanTruth);
            Superposition.Fit(positions, truth[p], all);
            superposed.Add(truth[p], positions, meanTruth);
        }
        int atoms = moving.Count(moves => moves);
        return new DisplacementScore(truth.Count, atoms, moving.Length - atoms, given.Rms(true, truth.Count), given.Rms(false, truth.Count), given.Agreement(truth.Count), superposed.Agreement(truth.Count));
    }

    private static double[] Mean(IReadOnlyList<double[]> positions)
    {
        double[] mean = new double[positions[0].Length];
        foreach (double[] at in positions)
        {
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += at[i] / positions.Count;
            }
        }
        return mean;
    }

    // Sums over particles and coordinates of atoms; index 1 for moving atoms, 0 for still ones.
    private sealed class Sums(bool[] moving)
    {
        private readonly double[] _truth = new double[2], _error = new double[2];
        private const double LeastLearned = 1e-9; // less is rounding
        private double _cross, _learned;

        public void Add(double[] truth, double[] learned, double[] mean)
        {
            for (int i = 0; i < truth.Length; i++)
            {
                int moves = moving[i / 3] ? 1 : 0;
                double t = truth[i] - mean[i], l = learned[i] - mean[i];
                _truth[moves] += t * t;
                _error[moves] += (l - t) * (l - t);
                _cross += moves * l * t;
                _learned += moves * l * l;
            }
        }

        public double? Rms(bool moves, int particles) => Root(_truth, moves, particles);

        public DisplacementAgreement Agreement(int particles) =>
            new(Root(_error, true, particles), Root(_error, false, particles), _truth[1] > 0 ? _cross / _truth[1] : null, _truth[1] > 0 && _cross > LeastLearned * _truth[1] ? _learned / _cross : null);

        private double? Root(double[] sums, bool moves, int particles)
        {
            int atoms = moving.Count(value => value == moves);
            return atoms > 0 ? Math.Sqrt(sums[moves ? 1 : 0] / ((double)atoms * particles)) : null;
        }
    }
}

/// <summary>The agreement of learned displacements with true ones.</summary>
/// <param name="ErrorMoving">RMS difference over the moving atoms, Å; null where none moves.</param>
/// <param name="ErrorStill">RMS difference over the other atoms, Å; null where there are none.</param>
/// <param name="Amplitude">Slope of the learned on the true displacement of the moving atoms, through the origin: 1 where the motion has its full size; null where none moves.</param>
/// <param name="InverseAmplitude">1 over the slope of the true on the learned displacement. A latent is a posterior mean, which falls short of the true coordinate by the part R² that its image tells of it, and the
/// first slope with it; this one does not. Errors of the model raise it. Null where none moves, or nothing is learned.</param>
public sealed record DisplacementAgreement(double? ErrorMoving, double? ErrorStill, double? Amplitude, double? InverseAmplitude);
