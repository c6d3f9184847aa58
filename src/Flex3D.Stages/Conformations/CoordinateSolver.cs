using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Conformations;

/// <summary>Finds the latent whose flow has a given coordinate along one component and, with less weight, along the others.</summary>
/// <param name="flow">The flow.</param>
/// <param name="frame">The frame of the coordinates.</param>
/// <param name="component">The component that counts.</param>
/// <param name="deviation">Standard deviation of each latent coordinate over the particles.</param>
internal sealed class CoordinateSolver(IFlow flow, PrincipalFrame frame, int component, double[] deviation)
{
    private const int Steps = 12;
    private const double Damping = 1e-3, Near = 1e-3, Slope = 0.01, Others = 0.1;
    private readonly int _k = flow.LatentDimension, _count = frame.Count;
    private readonly float[] _flow = new float[3 * flow.VertexCount], _byVertex = new float[3 * flow.VertexCount];

    /// <summary>Finds the latent.</summary>
    /// <param name="start">Latent of the particle to start from, K values.</param>
    /// <param name="target">The coordinate wanted along each component, Å.</param>
    /// <param name="radius">The largest distance from <paramref name="start"/>.</param>
    /// <returns>The latent, and its coordinate along the component that counts.</returns>
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
