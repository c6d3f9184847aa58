namespace Flex3D.Stages.Scoring;

/// <summary>The displacements of atoms at any true coordinates, interpolated between the coordinates at which a simulation wrote them.</summary>
/// <remarks>
/// Along each coordinate by cubic Hermite polynomials, whose slopes are those of parabolas through three neighbouring nodes; between two nodes alone, linearly. Nodes
/// that form a grid are interpolated as one (tensor product). Others are the rest conformation and nodes along single coordinates,
/// as a simulation of three coordinates or more writes: their displacements add up.
/// </remarks>
public sealed class TrueMotion
{
    private readonly double[][] _displacements;
    private readonly double[][] _axes;
    private readonly int[][] _index;  // [node][coordinate]: the place of the node on the axis
    private readonly int[]? _alone;   // the coordinate along which each node lies, −1 for the rest conformation; null for a grid

    /// <param name="rest">Positions at rest, [3·atom + axis], Å from the box centre.</param>
    /// <param name="nodes">The coordinates of each node; all of one length.</param>
    /// <param name="displacements">Displacements from rest at each node, as <paramref name="rest"/>.</param>
    /// <exception cref="ArgumentException">The nodes are neither a grid nor along single coordinates.</exception>
    public TrueMotion(double[] rest, IReadOnlyList<double[]> nodes, IReadOnlyList<double[]> displacements)
    {
        Rest = rest;
        _displacements = [.. displacements];
        int coordinates = nodes[0].Length;
        _axes = [.. Enumerable.Range(0, coordinates).Select(c => nodes.Select(node => node[c]).Distinct().Order().ToArray())];
        _index = [.. nodes.Select(node => node.Select((value, c) => Array.IndexOf(_axes[c], value)).ToArray())];
        int grid = _axes.Aggregate(1, (product, axis) => product * axis.Length);
        if (grid != nodes.Count)
        {
            double[] centre = nodes[Enumerable.Range(0, nodes.Count).MinBy(n => nodes.Sum(other => Different(nodes[n], other)))];
            _alone = [.. nodes.Select(node => Different(node, centre) switch
            {
                0 => -1,
                1 => Array.FindIndex([.. Enumerable.Range(0, coordinates)], c => node[c] != centre[c]),
                _ => throw new ArgumentException("nodes that are neither a grid nor along single coordinates", nameof(nodes)),
            })];
            Centre = Array.IndexOf(_alone, -1);
            _ = Centre >= 0 ? 0 : throw new ArgumentException("no rest conformation among the nodes", nameof(nodes));
        }
    }

    private int Centre { get; }

    /// <summary>Positions at rest, [3·atom + axis], Å from the box centre.</summary>
    public double[] Rest { get; }

    /// <summary>Number of coordinates.</summary>
    public int Coordinates => _axes.Length;

    /// <summary>Returns the smallest and largest value of a coordinate among the nodes.</summary>
    public (double Low, double High) Range(int coordinate) => (_axes[coordinate][0], _axes[coordinate][^1]);

    /// <summary>Computes the positions of the atoms, [3·atom + axis], Å from the box centre; coordinates beyond the outermost nodes count as these.</summary>
    public double[] At(ReadOnlySpan<double> coordinates)
    {
        double[] weights = Weights(coordinates), positions = (double[])Rest.Clone();
        for (int n = 0; n < weights.Length; n++)
        {
            for (int i = 0; weights[n] != 0 && i < positions.Length; i++)
            {
                positions[i] += weights[n] * _displacements[n][i];
            }
        }
        return positions;
    }

    private double[] Weights(ReadOnlySpan<double> coordinates)
    {
        double[][] along = new double[_axes.Length][];
        for (int c = 0; c < along.Length; c++)
        {
            along[c] = AxisWeights(_axes[c], coordinates[c]);
        }
        double[] weights = new double[_index.Length];
        for (int n = 0; n < weights.Length; n++)
        {
            if (_alone is null)
            {
                weights[n] = along.Select((axis, c) => axis[_index[n][c]]).Aggregate(1.0, (product, weight) => product * weight);
            }
            else if (_alone[n] >= 0)
            {
                weights[n] = along[_alone[n]][_index[n][_alone[n]]];
            }
        }
        if (_alone is not null)
        {
            weights[Centre] = 1 - weights.Sum();
        }
        return weights;
    }

    /// <summary>Returns the weight of each node of an axis (ascending) in the value at <paramref name="at"/>.</summary>
    internal static double[] AxisWeights(double[] nodes, double at)
    {
        double[] weights = new double[nodes.Length];
        int low = 0;
        while (low < nodes.Length - 2 && at >= nodes[low + 1])
        {
            low++;
        }
        if (nodes.Length == 1)
        {
            weights[0] = 1;
            return weights;
        }
        double h = nodes[low + 1] - nodes[low], s = Math.Clamp((at - nodes[low]) / h, 0, 1);
        weights[low] += (1 + 2 * s) * (1 - s) * (1 - s);
        weights[low + 1] += s * s * (3 - 2 * s);
        AddSlope(nodes, low, h * s * (1 - s) * (1 - s), weights);
        AddSlope(nodes, low + 1, h * s * s * (s - 1), weights);
        return weights;
    }

    // Adds factor times the weights of the slope at a node: that of the parabola through it and its neighbours (the nearest three at an end).
    private static void AddSlope(double[] nodes, int at, double factor, double[] weights)
    {
        int first = Math.Clamp(at - 1, 0, Math.Max(0, nodes.Length - 3)), count = Math.Min(3, nodes.Length);
        for (int i = first; i < first + count; i++)
        {
            // The derivative at "at" of the Lagrange polynomial of node i.
            double slope = 0;
            for (int j = first; j < first + count; j++)
            {
                if (j == i)
                {
                    continue;
                }
                double term = 1 / (nodes[i] - nodes[j]);
                for (int m = first; m < first + count; m++)
                {
                    term *= m == i || m == j ? 1 : (nodes[at] - nodes[m]) / (nodes[i] - nodes[m]);
                }
                slope += term;
            }
            weights[i] += factor * slope;
        }
    }

    private static int Different(double[] a, double[] b)
    {
        int different = 0;
        for (int c = 0; c < a.Length; c++)
        {
            different += a[c] != b[c] ? 1 : 0;
        }
        return different;
    }
}
