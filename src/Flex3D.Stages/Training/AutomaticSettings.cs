using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Training;

/// <summary>Settings that follow from the data: the number of particles, their signal and the volume of the mask.</summary>
public static class AutomaticSettings
{
    /// <summary>
    /// Box of the training images: three quarters of the full box, at least 64 and at most 128 pixels (what the paper's reference uses).
    /// More of the images' signal places the particles better on the landscape; beyond 128 the cost outgrows the gain.
    /// </summary>
    public static int TrainingBox(int fullBox) => Math.Min(fullBox, GoodSizes.AtMost(Math.Clamp(fullBox * 3 / 4, 64, 128)));

    /// <summary>Minibatch: enough steps an epoch for few particles, the paper's 500 for many.</summary>
    public static int BatchSize(int trainingParticles) => Math.Min(trainingParticles, Math.Clamp(trainingParticles / 25, 100, 500));

    /// <summary>Flow steps a minibatch, so that an epoch has about 25.</summary>
    public static int StepsPerBatch(int trainingParticles, int batchSize) =>
        Math.Clamp((int)Math.Round(25.0 * batchSize / trainingParticles), 1, 5);

    /// <summary>Particles held out of training: one in twenty, at least 100 where there are enough, at most 1,000.</summary>
    public static int HeldOut(int particles) => Math.Min(particles / 5, Math.Clamp(particles / 20, 100, 1000));

    /// <summary>Particles held out of training where their fraction is given: the nearest number, but none for 0 and at least 2 above it, since one has no standard error.</summary>
    /// <param name="particles">Number of particles.</param>
    /// <param name="fraction">Fraction to hold out, 0 to 0.5.</param>
    public static int HeldOut(int particles, double fraction) => fraction == 0 ? 0 : Math.Min(particles / 2, Math.Max(2, (int)Math.Round(particles * fraction)));

    /// <summary>Particles of each half held out of a reconstruction to say when to stop: one in fifty of all, 20 to 500.</summary>
    public static int HeldOutOfHalf(int particles) => Math.Clamp(particles / 50, 20, 500);

    /// <summary>λ of eq. 7. The paper's 2 suits bright particles; what matters is its size against the energy of an image's signal.</summary>
    /// <remarks>Simulated molecules of 24 and 150 kDa are followed best at a two-thousandth of that energy; twice as much holds motion back, a tenth lets it fray.</remarks>
    /// <param name="signalEnergy">Mean ‖C P V‖²/σ² an image.</param>
    public static double RigidityStrength(double signalEnergy) => Math.Clamp(signalEnergy / 2000, 0.02, 5);

    /// <summary>Edge of the mesh's cubes, Å: the mask is cut into as many cubes as the data can move, and an edge is never under 8 Å.</summary>
    /// <remarks>
    /// 170 cubes follow a motion best with 5,000 particles of signal energy 300 (finer ones are worse, as each gets less signal). Fewer
    /// data take fewer cubes, in proportion to their cube root; from ten times those data on the number grows with the cube root again.
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
