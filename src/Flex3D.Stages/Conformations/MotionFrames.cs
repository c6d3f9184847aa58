using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Numerics;

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
    private const int Steps = 12;
    private const double Damping = 1e-3, Near = 1e-3, Slope = 0.01, OthersOfParticle = 0.3, Others = 0.1;

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
                square += Math.Pow((c == component ? 1 : OthersOfParticle) * (motion.Components[c].Scores[particle] * motion.Components[c].RmsAngstrom - target[c]), 2);
            }
            (best, least) = square < least ? (particle, square) : (best, least);
        }
        return best;
    }

    // Finds the latent whose flow has given principal coordinates.
    private sealed class CoordinateSolver(IFlow flow, PrincipalFrame frame, int component, double[] deviation)
    {
        private readonly int _k = flow.LatentDimension, _count = frame.Count;
        private readonly float[] _flow = new float[3 * flow.VertexCount], _byVertex = new float[3 * flow.VertexCount];

        public (float[] Latent, double Reached) Solve(ReadOnlySpan<float> start, double[] target, double radius)
        {
            float[] at = [.. start];
            double[] residual = Residual(at, target);
            double damping = Damping;
            for (int step = 0; step < Steps && Dot(residual, residual) > Near * Near; step++)
            {
                float[] trial = Within(start, at, Step(at, residual, target, damping), radius);
                double[] there = Residual(trial, target);
                bool better = Dot(there, there) < Dot(residual, residual);
                damping *= better ? 0.3 : 10;
                (at, residual) = better ? (trial, there) : (at, residual);
            }
            return (at, target[component] - residual[component]);
        }

        // Solves (JᵀJ + damping·tr(JᵀJ)/K) δ = Jᵀr, J the derivative of the coordinates by central differences.
        private double[] Step(float[] at, double[] residual, double[] target, double damping)
        {
            double[] jacobian = new double[_k * _count], normal = new double[_k * _k], step = new double[_k];
            double trace = 0;
            for (int axis = 0; axis < _k; axis++)
            {
                double by = Math.Max(Slope * deviation[axis], 1e-4);
                float[] low = [.. at], high = [.. at];
                low[axis] -= (float)by;
                high[axis] += (float)by;
                double[] before = Residual(low, target), after = Residual(high, target);
                for (int c = 0; c < _count; c++)
                {
                    jacobian[axis * _count + c] = (before[c] - after[c]) / ((double)high[axis] - low[axis]);
                }
            }
            for (int i = 0; i < _k * _k; i++)
            {
                normal[i] = Dot(jacobian.AsSpan(i / _k * _count, _count), jacobian.AsSpan(i % _k * _count, _count));
                trace += i / _k == i % _k ? normal[i] : 0;
            }
            for (int axis = 0; axis < _k; axis++)
            {
                normal[axis * _k + axis] += Math.Max(trace * damping / _k, 1e-12);
                step[axis] = Dot(jacobian.AsSpan(axis * _count, _count), residual);
            }
            if (SmallCholesky.Factor(normal, _k))
            {
                SmallCholesky.Solve(normal, _k, step);
                return step;
            }
            return new double[_k];
        }

        private static float[] Within(ReadOnlySpan<float> start, float[] at, double[] step, double radius)
        {
            double[] offset = [.. step];
            for (int axis = 0; axis < offset.Length; axis++)
            {
                offset[axis] += (double)at[axis] - start[axis];
            }
            double length = Math.Sqrt(Dot(offset, offset)), shorter = length > radius ? radius / length : 1;
            float[] place = [.. start];
            for (int axis = 0; axis < place.Length; axis++)
            {
                place[axis] += (float)(shorter * offset[axis]);
            }
            return place;
        }

        private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++)
            {
                sum += a[i] * b[i];
            }
            return sum;
        }

        // What is missing to each coordinate, Å, times its weight.
        private double[] Residual(float[] latent, double[] target)
        {
            flow.Flows(latent, 1, _flow);
            ModelMotion.ByVertex(_flow, 1, flow.VertexCount, _byVertex);
            return [.. Enumerable.Range(0, _count).Select(c => (c == component ? 1 : Others) * (target[c] - frame.Coordinate(_byVertex, c)))];
        }
    }
}
