using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Scoring;

namespace Flex3D.Stages.Tests.Scoring;

public class DisplacementScoreTests
{
    private const int Particles = 400, Atoms = 60, Moving = 20;
    private const double Travel = 4; // Å for one standard deviation of the coordinate

    private static double Normal(int series, int i, int draw = 0) => CounterRandom.Normal(5, (ulong)series, 0, (ulong)i, (ulong)draw);

    private static double[] Rest() => [.. Enumerable.Range(0, 3 * Atoms).Select(i => 15 * Normal(1, i))];

    // The first atoms go along x.
    private static double[] True(int particle)
    {
        double[] at = Rest();
        for (int a = 0; a < Moving; a++)
        {
            at[3 * a] += Travel * Normal(2, particle);
        }
        return at;
    }

    private static DisplacementScore Score(Func<int, double[]> learned) =>
        DisplacementScore.Of([.. Enumerable.Range(0, Particles).Select(True)], [.. Enumerable.Range(0, Particles).Select(learned)]);

    [Fact]
    public void Learned_motion_of_eight_tenths_with_noise_has_that_amplitude_and_the_error_of_both()
    {
        const double Noise = 0.7;
        DisplacementScore score = Score(p =>
        {
            double[] rest = Rest(), at = True(p);
            // Another reference conformation, which counts for nothing, and the learned part of the motion.
            return [.. at.Select((x, i) => rest[i] + 0.8 * (x - rest[i]) + 10 * Normal(3, i) + Noise * Normal(4, p, i))];
        });
        (score.Particles, score.MovingAtoms, score.StillAtoms).ShouldBe((Particles, Moving, Atoms - Moving));
        double rms = Travel * Math.Sqrt(Enumerable.Range(0, Particles).Average(p => Normal(2, p) * Normal(2, p)));
        score.TrueMoving!.Value.ShouldBe(rms, 0.02 * rms);
        score.TrueStill!.Value.ShouldBe(0, 1e-9);
        score.AsGiven.Amplitude!.Value.ShouldBe(0.8, 0.01);
        score.AsGiven.ErrorMoving!.Value.ShouldBe(Math.Sqrt(0.04 * rms * rms + 3 * Noise * Noise), 0.03);
        score.AsGiven.ErrorStill!.Value.ShouldBe(Math.Sqrt(3) * Noise, 0.03);
    }

    [Fact]
    public void Latents_that_are_posterior_means_lower_the_first_amplitude_and_not_the_second()
    {
        const double Told = 0.7; // what the images tell of the coordinate: a posterior mean has R² of each deviation, and an error of its own
        DisplacementScore Of(double size) => Score(p =>
        {
            double[] rest = Rest(), at = True(p);
            double coordinate = Normal(2, p), mean = Told * coordinate + Math.Sqrt(Told * (1 - Told)) * Normal(8, p);
            return [.. at.Select((x, i) => rest[i] + size * mean / coordinate * (x - rest[i]))];
        });
        Of(1).AsGiven.Amplitude!.Value.ShouldBe(Told, 0.05);
        Of(1).AsGiven.InverseAmplitude!.Value.ShouldBe(1, 0.05);
        Of(0.6).AsGiven.InverseAmplitude!.Value.ShouldBe(0.6, 0.03);
    }

    [Fact]
    public void A_rigid_motion_of_each_particle_counts_only_in_the_frame_of_the_poses()
    {
        DisplacementScore score = Score(p =>
        {
            Rotation r = Rotation.FromEulerDegrees(20 * Normal(5, p), 3, 2 * Normal(7, p) - 20 * Normal(5, p));
            double[] at = True(p);
            for (int a = 0; a < Atoms; a++)
            {
                (at[3 * a], at[3 * a + 1], at[3 * a + 2]) = r.Apply(at[3 * a], at[3 * a + 1], at[3 * a + 2]);
            }
            return at;
        });
        score.AsGiven.ErrorStill!.Value.ShouldBeGreaterThan(0.5);
        score.Superposed.ErrorStill!.Value.ShouldBeLessThan(0.15 * score.AsGiven.ErrorStill!.Value);
        DisplacementScore shifted = Score(p => [.. True(p).Select((x, i) => x + 5 * Normal(6, p, i % 3))]);
        shifted.AsGiven.ErrorMoving!.Value.ShouldBe(Math.Sqrt(75), 0.6);
        shifted.Superposed.ErrorMoving!.Value.ShouldBe(0, 1e-6);
        shifted.Superposed.Amplitude!.Value.ShouldBe(1, 1e-6);
    }

    [Fact]
    public void A_model_that_does_not_move_has_the_whole_motion_as_its_error()
    {
        DisplacementScore score = Score(_ => Rest());
        score.AsGiven.ErrorMoving!.Value.ShouldBe(score.TrueMoving!.Value, 1e-9);
        score.AsGiven.Amplitude!.Value.ShouldBe(0, 1e-12);
        score.AsGiven.InverseAmplitude.ShouldBeNull();
        DisplacementScore still = DisplacementScore.Of([Rest(), Rest()], [Rest(), Rest()]);
        (still.MovingAtoms, still.TrueMoving, still.AsGiven.Amplitude).ShouldBe((0, null, null));
        still.AsGiven.ErrorStill.ShouldBe(0);
    }
}
