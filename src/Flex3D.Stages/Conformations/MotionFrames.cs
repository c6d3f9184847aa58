using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Conformations;

/// <summary>Frames along one principal motion, evenly spaced in Å.</summary>
/// <remarks>
/// A frame is the conformation with a given coordinate along the motion (<see cref="PrincipalFrame"/>) and, as nearly as that allows, the particles' median along the others: these weigh less,
/// because along a bent motion they depend on the first. From the latent of the particle nearest to it, Gauss-Newton steps (damped as by Levenberg) find the latent, but go no farther from
/// that particle than latents are covered by particles: a conformation beyond those of the particles is not reached.
/// </remarks>
/// <param name="Latents">[frame][K].</param>
/// <param name="Asked">The coordinate asked for in each frame, Å RMS over the molecule; 0 is the mean of the particles.</param>
/// <param name="Reached">The coordinate of each frame, Å RMS over the molecule.</param>
public sealed record MotionFrames(float[] Latents, double[] Asked, double[] Reached)
{
    private const double Others = 0.3; // the weight of other coordinates in the choice of a particle


    /// <summary>Finds the frames.</summary>
    /// <param name="motion">The principal motions.</param>
    /// <param name="component">Number of the motion, from 0.</param>
    /// <param name="flow">The flow whose motions they are.</param>
    /// <param name="latents">Latents of the particles of <paramref name="motion"/>, [particle][K].</param>
    /// <param name="range">Ends, as coordinates in Å; null for the particles' 5th and 95th percentile.</param>
    /// <param name="frames">The number of frames, ≥ 1.</param>
    public static MotionFrames Along(PrincipalMotion motion, int component, IFlow flow, float[] latents, (double Low, double High)? range, int frames)
    {
        int k = flow.LatentDimension;
        MotionComponent along = motion.Components[component];
        (double low, double high) = range ?? (along.LowScore * along.RmsAngstrom, along.HighScore * along.RmsAngstrom);
        double radius = new LatentCoverage(latents, k).Radius;
        double[] asked = new double[frames], reached = new double[frames], target = [.. motion.Components.Select(Median)];
        float[] found = new float[frames * k];
        var solver = new CoordinateSolver(flow, motion.Frame, component, LatentPaths.Spread(latents, k).Deviation);
        for (int frame = 0; frame < frames; frame++)
        {
            target[component] = asked[frame] = frames == 1 ? (low + high) / 2 : low + (high - low) * frame / (frames - 1);
            int nearest = Nearest(motion, component, target);
            (float[] latent, reached[frame]) = solver.Solve(latents.AsSpan(nearest * k, k), target, radius);
            latent.CopyTo(found, frame * k);
        }
        return new MotionFrames(found, asked, reached);
    }

    /// <summary>Returns the particles' median coordinate along a motion, Å.</summary>
    public static double Median(MotionComponent component) => component.Scores.Order().ElementAt(component.Scores.Length / 2) * component.RmsAngstrom;

    private static int Nearest(PrincipalMotion motion, int component, double[] target)
    {
        (int best, double least) = (0, double.PositiveInfinity);
        for (int particle = 0; particle < motion.Components[0].Scores.Length; particle++)
        {
            double square = 0;
            for (int c = 0; c < target.Length; c++)
            {
                square += Math.Pow((c == component ? 1 : Others) * (motion.Components[c].Scores[particle] * motion.Components[c].RmsAngstrom - target[c]), 2);
            }
            (best, least) = square < least ? (particle, square) : (best, least);
        }
        return best;
    }
}
