using MathNet.Numerics.Interpolation;

namespace Flex3D.Stages.Simulation.Limit;

/// <summary>Nodes over the ranges of the coordinates, and how a function on them is interpolated at values that the coordinates' distributions give.</summary>
/// <remarks>From one node to the next the fastest atom moves by half a pixel, so that a sum over images at the nodes is followed by cubic splines along each coordinate. Immutable.</remarks>
internal sealed class CoordinateGrid
{
    private const int StepsBetweenNodes = 10, Draws = 10_000, Fewest = 5;
    private readonly double[][] _nodes; // [coordinate][node]
    private readonly double[][] _weights; // [coordinate][draw · nodes + node]

    /// <param name="coordinates">The coordinates that vary.</param>
    /// <param name="steps">Of each, the step in which the fastest atom moves by a twentieth of a pixel, or a shorter one (<see cref="ParticleInformation.Steps"/>).</param>
    public CoordinateGrid(SimulationOptions options, IReadOnlyList<CoordinateDistribution> distributions, int[] coordinates, double[] steps)
    {
        _nodes = [.. coordinates.Select((c, i) =>
        {
            (double least, double most) = options.Motion.Ranges[c];
            int count = NodesOf(most - least, steps[i]);
            return Enumerable.Range(0, count).Select(n => least + (most - least) * n / (count - 1)).ToArray();
        })];
        Drawn = [.. Enumerable.Range(0, Draws).Select(i =>
        {
            double[] all = new ParticleDraw(options, distributions, options.Count + i).Coordinates; // of none of the particles
            return coordinates.Select(c => all[c]).ToArray();
        })];
        _weights = [.. _nodes.Select((nodes, axis) => Weights(nodes, [.. Drawn.Select(drawn => drawn[axis])]))];
    }

    /// <summary>Returns the number of nodes of such a grid.</summary>
    public static long CountFor(SimulationOptions options, int[] coordinates, double[] steps) =>
        coordinates.Select((c, i) => (long)NodesOf(options.Motion.Ranges[c].Maximum - options.Motion.Ranges[c].Minimum, steps[i])).Aggregate(1L, (a, b) => Math.Min(int.MaxValue, a * b));

    /// <summary>Number of nodes.</summary>
    public int Count => _nodes.Aggregate(1, (product, nodes) => product * nodes.Length);

    /// <summary>Values drawn from the distributions, [draw][coordinate].</summary>
    public double[][] Drawn { get; }

    /// <summary>Returns a coordinate at a node; the last coordinate varies fastest.</summary>
    public double At(int node, int coordinate)
    {
        for (int axis = _nodes.Length - 1; axis > coordinate; axis--)
        {
            node /= _nodes[axis].Length;
        }
        return _nodes[coordinate][node % _nodes[coordinate].Length];
    }

    /// <summary>Interpolates a function at each draw.</summary>
    /// <param name="function">Its values at the nodes.</param>
    /// <param name="result">[draw].</param>
    public void Interpolate(ReadOnlySpan<double> function, Span<double> result)
    {
        double[] work = new double[function.Length];
        for (int draw = 0; draw < result.Length; draw++)
        {
            function.CopyTo(work);
            int rest = work.Length;
            for (int axis = 0; axis < _nodes.Length; axis++)
            {
                int count = _nodes[axis].Length;
                rest /= count;
                ReadOnlySpan<double> weights = _weights[axis].AsSpan(draw * count, count);
                for (int r = 0; r < rest; r++)
                {
                    double sum = 0;
                    for (int n = 0; n < count; n++)
                    {
                        sum += weights[n] * work[n * rest + r];
                    }
                    work[r] = sum; // read for the last time as that of node 0
                }
            }
            result[draw] = work[0];
        }
    }

    private static int NodesOf(double range, double step) => Math.Max(Fewest, (int)Math.Ceiling(range / (StepsBetweenNodes * step)) + 1);

    // The spline through 1 at a node and 0 at all others, at the draws.
    private static double[] Weights(double[] nodes, double[] drawn)
    {
        double[] weights = new double[drawn.Length * nodes.Length];
        for (int n = 0; n < nodes.Length; n++)
        {
            double[] one = new double[nodes.Length];
            one[n] = 1;
            CubicSpline spline = CubicSpline.InterpolateNaturalSorted(nodes, one);
            for (int draw = 0; draw < drawn.Length; draw++)
            {
                weights[draw * nodes.Length + n] = spline.Interpolate(drawn[draw]);
            }
        }
        return weights;
    }
}
