using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Training;

/// <summary>Chooses settings from the data: from the number of particles, their signal and the volume of the mask.</summary>
public static class AutomaticSettings
{
    private const int FlowSteps = 800, FewestPairs = 5, MostPairs = 11;

    /// <summary>
    /// Returns the box of the training images: three quarters of the full box, at least 64 and at most 128 pixels (the size in the paper's reference).
    /// A larger box uses more of the images' signal to infer latents; beyond 128 the cost outgrows the gain.
    /// </summary>
    public static int TrainingBox(int fullBox) => Math.Min(fullBox, BoxSizes.FastAtMost(Math.Clamp(fullBox * 3 / 4, 64, 128)));

    /// <summary>Returns the most particles from which flow and map are learned: as many as have a signal energy of ten million together, and 20,000 at least.</summary>
    /// <remarks>
    /// An antibody's arm is found from a sixth of that signal with 1.25 times the error that a perfect observer leaves; what the learned flow adds to it falls with the root of the number of particles.
    /// </remarks>
    /// <param name="signalEnergy">Mean ‖C P V‖²/σ² an image.</param>
    public static int MostParticles(double signalEnergy) => (int)Math.Clamp(1e7 / Math.Max(signalEnergy, 1e-3), 20_000, 1e9);

    /// <summary>Returns the size of a minibatch: small enough for several steps an epoch with few particles, the paper's 500 with many.</summary>
    public static int BatchSize(int trainingParticles) => Math.Min(trainingParticles, Math.Clamp(trainingParticles / 25, 100, 500));

    /// <summary>Returns the number of flow steps on a minibatch, so that an epoch of warm-up has about 25 (<see cref="EpochSchedule.StepsPerBatch"/>).</summary>
    public static int StepsPerBatch(int trainingParticles, int batchSize) =>
        Math.Clamp((int)Math.Round(25.0 * batchSize / trainingParticles), 1, 5);

    /// <summary>Returns the number of epochs: one of the map and pairs of flow and map after warm-up, so that flow epochs have about 800 steps, 5 to 11 pairs.</summary>
    /// <remarks>
    /// A motion that all particles have is found in 5 pairs of 75 steps; one of a minority of 5 % among 5,000 comes nearer with each pair: its size was 0.75 of the true one after 5, 0.83 after 7, 0.90 after 9 and 0.96 after 11.
    /// Larger data sets have more steps an epoch.
    /// </remarks>
    /// <param name="warmUp">Epochs of warm-up.</param>
    /// <param name="steps">Flow steps of an epoch after it (<see cref="EpochSchedule.FlowSteps"/>).</param>
    public static int Epochs(int warmUp, int steps) => warmUp + 1 + 2 * Math.Clamp((FlowSteps + steps - 1) / Math.Max(1, steps), FewestPairs, MostPairs);

    /// <summary>Returns the number of particles held out of training: one in ten, at least 100 where there are enough, at most 1,000.</summary>
    /// <remarks>A conformation of a fraction p of N held-out particles can give a gain of at most √(Np/(1 − p)) standard errors, since its rarity is part of the scatter.</remarks>
    public static int HeldOut(int particles) => Math.Min(particles / 5, Math.Clamp(particles / 10, 100, 1000));

    /// <summary>Returns the number of particles held out of training for a given fraction: the nearest number, but none for 0 and at least 2 above it, since one has no standard error.</summary>
    /// <param name="particles">Number of particles.</param>
    /// <param name="fraction">Fraction to hold out, 0 to 0.5.</param>
    public static int HeldOut(int particles, double fraction) => fraction == 0 ? 0 : Math.Min(particles / 2, Math.Max(2, (int)Math.Round(particles * fraction)));

    /// <summary>Returns the number of held-out particles of each half-set, which decide when a reconstruction stops: one in fifty of all, 20 to 500.</summary>
    public static int HeldOutOfHalf(int particles) => Math.Clamp(particles / 50, 20, 500);

    /// <summary>Returns λ of eq. 7. The paper's 2 suits particles of strong signal; the ratio of λ to the energy of an image's signal decides.</summary>
    /// <remarks>
    /// The prior takes from every image's motion what λ opposes, however many images there are: at a two-thousandth of that energy a simulated molecule of 24 kDa lost a tenth of its motion.
    /// Of a few values tried with molecules of 24 and 150 kDa, a six-thousandth predicts held-out images best or nearly so; a twentieth of it leaves the flow of an arm of the larger one noisy.
    /// </remarks>
    /// <param name="signalEnergy">Mean ‖C P V‖²/σ² an image.</param>
    public static double RigidityStrength(double signalEnergy) => Math.Clamp(signalEnergy / 6000, 0.005, 2);

    /// <summary>Returns the edge of the mesh's cubes, Å: the mask is divided into as many cubes as the data support, and an edge is never under 8 Å.</summary>
    /// <remarks>
    /// With 170 cubes a motion is recovered best from 5,000 particles of signal energy 300 (with finer ones each gets less signal). With fewer
    /// data the number falls in proportion to their cube root; from ten times those data on it grows with the cube root again.
    /// </remarks>
    /// <param name="maskVolumeCubicAngstrom">Volume of the solvent mask.</param>
    /// <param name="particles">Number of particles.</param>
    /// <param name="signalEnergy">Mean ‖C P V‖²/σ² an image.</param>
    public static double CellSizeAngstrom(double maskVolumeCubicAngstrom, int particles, double signalEnergy)
    {
        double data = particles * signalEnergy / (5000 * 300.0);
        double factor = data < 1 ? Math.Cbrt(data) : Math.Max(1, Math.Cbrt(data / 10));
        return Math.Max(8, Math.Cbrt(maskVolumeCubicAngstrom / (170 * Math.Clamp(factor, 0.4, 10))));
    }
}
